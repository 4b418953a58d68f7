"""A refusal in another process is the same refusal here."""

import pickle

from domain.people.calendar import SchoolYearUnknown


def test_a_refusal_travels_with_its_facts() -> None:
    refused = SchoolYearUnknown(day="1999", years=[2020, 2021])

    arrived = pickle.loads(pickle.dumps(refused))

    assert type(arrived) is SchoolYearUnknown
    assert (arrived.code, arrived.facts, arrived.args) == (refused.code, refused.facts, refused.args)
