"""The sample term summed up: 2020学年第二学期 of 石门中学, every figure counted again by its link, the
summary printed, frozen and reopened; a teacher's file and a certificate; a list taken out; the district.

    python3 go.py run                                        in one terminal
    .venv/bin/python examples/07_term_summary.py             in another

Signs in with the sample accounts and speaks plain HTTP: nothing of the product is imported. It can be run
again on the same server: a frozen summary is reopened first. What is made is kept in examples/saved/.
"""

from dataclasses import dataclass
from typing import Any

import dossier_desk
import summary_desk
import summary_papers
import term_results
from telling import Person, base_url_of, say

USERNAMES = ("zhangwei", "zengxiuzhen")


@dataclass
class Story:
    """The people of the story, the term, and its summary as it stands."""

    base_url: str
    office: Person
    principal: Person
    zhang: Person
    zeng: Person
    term: Any = None
    summary: Any = None
    content: Any = None


def main() -> None:
    base_url = base_url_of(__doc__)

    say("一、登录 · Signing in")
    names = ("office", "principal", *USERNAMES)
    office, principal, zhang, zeng = (Person(base_url, f"{name}@shimen") for name in names)
    print("  " + "、".join(one.name for one in (office, principal, zhang, zeng)))
    story = Story(base_url, office, principal, zhang, zeng)

    summary_desk.write(story)
    summary_desk.count_again(story)
    summary_desk.move_a_figure(story)
    summary_papers.tell(story)
    summary_desk.freeze(story)

    dossier_desk.read(story)
    dossier_desk.certify(story)

    term_results.take_out(story)
    term_results.show_district(story)
    term_results.show_screens(story)


if __name__ == "__main__":
    main()
