"""Workbooks of our own by xlsxwriter, in which whatever people wrote stays the text they wrote.

xlsxwriter takes a text that begins with <r> and ends with </r> for XML of its own and writes it as it is: a
name could break the file, or show another text than was entered. Such a text is handed over as the XML it
would have to be, one run of that very text, and reads back as it was.
"""

import io
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class TextSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    def write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        """Text, whatever it begins and ends with."""
        written: int = super().write_string(row, col, as_text(string), cell_format)
        return written


class TextBook(Workbook):  # type: ignore[misc]  # as above
    """A workbook to `out`; its sheets take texts by `write_string` alone."""

    worksheet_class = TextSheet

    def __init__(self, out: io.BytesIO) -> None:
        super().__init__(out, OPTIONS)


def as_text(text: str) -> str:
    """What xlsxwriter must be given so that the cell says `text`."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text)}</t></r>'
    return text
