"""Typesetting by typst: forms are templates, what is filled in is data and never source text.

A compiler is kept for each template: it has read the template and the fonts, which is most of the work for a
single sheet. All live in a process beside the service, where Word files and workbooks are written too, and
what they remember goes with it. Fonts are the two beside this file and no others, so a form is the same
everywhere.
"""

import asyncio
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from domain.errors import UnprintableCharacters
from gateways.apart import Apart

if TYPE_CHECKING:
    import typst

FONTS = Path(__file__).parent / "fonts"
FORMS = Path(__file__).parent / "forms"
_AT_IT = ThreadPoolExecutor(1, thread_name_prefix="typesetting")
_PRESS = Apart()

MANY = 20
"""Of so many sheets at once the measurements are forgotten afterwards."""

_GENERATIONS = 10
BREAKS = frozenset({0x0A, 0x200B})
DERIVED = {"brief", "drawn", "qr"}
"""A text cut to its room, and pictures: what they are made of was looked at."""


class TemplateFailed(RuntimeError):
    """A template does not compile, or only with a warning: ours to mend, whatever the data."""


async def aside(work: Callable[..., bytes], *given: Any) -> bytes:
    """Off the event loop and out of the process, one after another."""
    return await asyncio.get_running_loop().run_in_executor(_AT_IT, _PRESS.do, work, *given)


def filled(template: str, fill: Callable[..., Mapping[str, Any]], *facts: Any) -> bytes:
    """The PDF of a template with what `fill` makes of the facts, to be done `aside`."""
    return typeset(template, fill(*facts))


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template, filled in. Raises UnprintableCharacters. Blocks, so go `aside`."""
    refuse_unprintable(data)
    pdf = compiled(template, json.dumps(data, ensure_ascii=False))
    if len(data.get("sheets", ())) > MANY:
        forget()
    return pdf


def forget() -> None:
    """Lets go of what typst remembers of the sheets it has set, some 1.5 MB each.

    typst drops what the last ten compiles had no use for: ten compiles of nothing, a millisecond each, and
    200 notices do not stay in memory until ten others have been printed.
    """
    for _ in range(_GENERATIONS):
        compiled("records", '{"sheets": []}')


def compiled(
    template: str, data: str, *, format: Literal["pdf", "svg", "png"] = "pdf", ppi: float | None = None
) -> bytes:
    """The one page, or the PDF, from JSON whose characters nobody has looked at. Raises TemplateFailed."""
    import typst

    try:
        made, warnings = _compiler(template).compile_with_warnings(
            format=format, ppi=ppi, sys_inputs={"data": data}, pdf_tags=False
        )
    except typst.TypstError as error:
        raise TemplateFailed(f"{template}: {error.diagnostic}") from error
    if warnings or not isinstance(made, bytes):
        raise TemplateFailed(f"{template}: {[warning.message for warning in warnings]}")
    return made


@cache
def _compiler(template: str) -> "typst.Compiler":
    import typst

    return typst.Compiler(
        FORMS / f"{template}.typ", root=FORMS, font_paths=_fonts(), ignore_system_fonts=True
    )


@cache
def _fonts() -> "typst.Fonts":
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@cache
def printable() -> frozenset[int]:
    """The characters that every font has, and those that break a line, as code points."""
    return frozenset.intersection(*(_characters(path) for path in FONTS.glob("*.otf"))) | BREAKS


def _characters(font: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def refuse_unprintable(data: Mapping[str, Any]) -> None:
    """Raises UnprintableCharacters: a character that no font has would print as an empty box."""
    texts = list(_texts("", data))
    if not _unprintable().search("".join(text for _, text in texts)):
        return
    found: dict[str, list[str]] = {}
    for where, text in texts:
        for character in _unprintable().findall(text):
            found.setdefault(character, []).append(where)
    raise UnprintableCharacters(
        characters=[_named(character) for character in found],
        where=sorted({where for places in found.values() for where in places}),
    )


@cache
def _unprintable() -> re.Pattern[str]:
    return re.compile("[^" + "".join(re.escape(chr(point)) for point in sorted(printable())) + "]")


def _named(character: str) -> str:
    """By itself where that can be shown, and by its number always."""
    number = f"U+{ord(character):04X}"
    return f"{character} {number}" if character.isprintable() else number


def _texts(where: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every text in the data, with the path to it, but those made of others beside them."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in DERIVED:
                yield from _texts(f"{where}.{name}" if where else name, inner)
    elif isinstance(value, Sequence):
        for index, inner in enumerate(value):
            yield from _texts(f"{where}[{index}]", inner)
