"""Writes docs/PERSONAL_DATA.md anew, from persistence/personal_data.toml and the access table."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from domain.identity.access import ACCESS
from domain.identity.actions import Action, Role, Scope

ROOT = Path(__file__).parents[2]
DECLARED = ROOT / "persistence" / "personal_data.toml"
PAGE = ROOT / "docs" / "PERSONAL_DATA.md"
CLASSES = ("personal", "work", "technical")
FAR = {Scope.OWN: "one's own", Scope.GROUP: "one's group", Scope.SCHOOL: "the school", Scope.DISTRICT: "sums"}

BEGIN, END = "<!-- made from persistence/personal_data.toml -->", "<!-- to here -->"


def declared() -> tuple[frozenset[str], Mapping[str, Any]]:
    """The columns that are technical everywhere, and the rooms."""
    found = tomllib.loads(DECLARED.read_text())
    return frozenset(found.pop("everywhere").split()), found


def columns(table: Mapping[str, str], named: str) -> list[str]:
    return table.get(named, "").split()


def who(actions: list[str]) -> Iterator[str]:
    """Each action's readers, by how far they see."""
    for action in map(Action, actions):
        by_scope: dict[Scope, list[str]] = {}
        for role, scope in ACCESS[action].items():
            by_scope.setdefault(scope, []).append(_said(role))
        parts = [f"{', '.join(roles)}: {FAR[scope]}" for scope, roles in sorted(by_scope.items())]
        yield f"- `{action}`: {'; '.join(parts)}"


def _said(role: Role) -> str:
    return role.value.replace("_", " ")


def section(name: str, room: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"### {name}", "", room["why"], "", "Who sees it:", "", *who(room["seen_by"]), "")
    yield from (f"How long: {room['kept']}", "", "| table | personal | about the work |", "|---|---|---|")
    bare = []
    for table, classed in room["tables"].items():
        shown = [", ".join(columns(classed, one)) for one in CLASSES[:2]]
        if shown[0] or shown[1]:
            yield f"| `{table}` | {' | '.join(shown)} |"
        else:
            bare.append(f"`{table}`")
    if bare:
        yield from ("", f"Technical throughout: {', '.join(bare)}.")
    yield ""


def made() -> str:
    _, rooms = declared()
    return "\n".join(line for name, room in rooms.items() for line in section(name, room))


def page() -> str:
    before, _, rest = PAGE.read_text().partition(BEGIN)
    return f"{before}{BEGIN}\n\n{made()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page())
