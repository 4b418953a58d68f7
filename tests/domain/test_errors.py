"""A refusal in another process is the same refusal here."""

import pickle

from domain.errors import RuleViolation


class Unprintable(RuleViolation):
    code = "unprintable"


def test_a_refusal_travels_with_its_facts() -> None:
    refused = Unprintable(characters=["\N{PILE OF POO}"], where=["title"])

    arrived = pickle.loads(pickle.dumps(refused))

    assert type(arrived) is Unprintable
    assert (arrived.code, arrived.facts, arrived.args) == (refused.code, refused.facts, refused.args)
