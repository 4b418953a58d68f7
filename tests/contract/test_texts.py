"""Every refusal speaks: in Chinese and in English, with the facts it is raised with."""

import re
import string
import sys
from pathlib import Path

from httpx2 import AsyncClient

import api.app  # noqa: F401  every room's refusals are defined once the application is imported
from api.file_texts import FILE_WORDS, OUTGOING_WORDS, in_words
from api.labels import LABELS
from api.problems import HttpRefusal, status_of
from api.texts import TEXTS
from domain.errors import DomainError


def refusals(of: type[DomainError] = DomainError) -> set[type[DomainError]]:
    narrower = set(of.__subclasses__())
    return narrower.union(*(refusals(one) for one in narrower)) if narrower else set()


FAMILIES = {"conflict", "rule_violation"}


def test_every_refusal_has_its_sentences_and_no_sentence_is_left_over() -> None:
    spoken = {one.code for one in refusals() if "code" in vars(one)} - FAMILIES
    assert spoken == set(TEXTS)


def test_no_room_speaks_for_anothers_refusal() -> None:
    """One table is gathered from all: of two sentences for one code the first room's would be lost."""
    rooms = [module.TEXTS for name, module in sys.modules.items() if re.fullmatch(r"api\.\w+\.texts", name)]
    assert sum(map(len, rooms)) == len(TEXTS)


def test_both_languages_tell_the_same_facts() -> None:
    def facts(sentence: str) -> set[str]:
        return {
            name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name
        }

    assert {code: facts(zh) for code, (zh, en) in TEXTS.items()} == {
        code: facts(en) for code, (zh, en) in TEXTS.items()
    }


def test_a_chinese_sentence_is_chinese_and_an_english_one_is_not() -> None:
    for chinese, english in TEXTS.values():
        assert any("一" <= character <= "鿿" for character in chinese)
        assert not any("一" <= character <= "鿿" for character in english)


def test_every_refusal_has_a_status() -> None:
    for one in refusals() - {HttpRefusal}:
        assert 400 <= status_of(one()) < 600


def test_every_enumeration_shown_has_all_its_labels() -> None:
    for kind, labels in LABELS.items():
        assert {member.value for member in kind} == set(labels), kind.__name__


async def test_every_problem_has_its_page(client: AsyncClient) -> None:
    index = (await client.get("/problems")).text

    for code in TEXTS:
        page = await client.get(f"/problems/{code}")
        assert page.status_code == 200, code
        assert f"<code>{code}</code>" in page.text
        assert f"<code>{code}</code>" in index
    assert (await client.get("/problems/no_such_code")).status_code == 404


def test_whatever_is_wrong_with_a_file_is_said_in_words() -> None:
    root = Path(__file__).parents[2]
    code = "".join(
        path.read_text() for room in ("domain", "gateways") for path in (root / room).rglob("*.py")
    )
    refused = re.findall(r'(?:UnreadableFile|FileTooLarge)\((?:why|what)="(\w+)"', code)
    chosen = re.findall(r'missing="(\w+)"|"(\w+)" if encrypted else "(\w+)"', code)

    assert {*refused, *(word for words in chosen for word in words if word)} == set(FILE_WORDS)


def test_whatever_kept_a_request_from_another_machine_is_said_in_words() -> None:
    root = Path(__file__).parents[2]
    outgoing = (root / "gateways" / "outgoing.py").read_text()
    judging = (root / "domain" / "webhooks" / "delivery.py").read_text().partition("def judged")[2]
    why = re.findall(r'why="(\w+)"|else "(\w+)"\)', outgoing)
    judged = re.findall(r'return "(\w+)"|else "(\w+)"', judging.partition("def ")[0])

    assert {word for words in [*why, *judged] for word in words if word} <= set(OUTGOING_WORDS)


def test_a_word_about_a_file_takes_the_facts_beside_it() -> None:
    facts: dict[str, object] = {"why": "row_longer_than_header", "file": "users.csv", "line": 7}

    assert in_words(facts, english=True)["why"] == "line 7 of users.csv has more cells than the header"
    assert in_words({"why": "some other reason"}, english=False) == {"why": "some other reason"}
