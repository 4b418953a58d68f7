"""Cells of a table that people open in a spreadsheet."""

import re

CAREFUL = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula, in a CSV."""


_APOSTROPHES = re.compile(rf"'*[{re.escape(''.join(CAREFUL))}]")
_MARKED = re.compile(rf"'+[{re.escape(''.join(CAREFUL))}]")


def harmless(text: str) -> str:
    """Shown as text by a spreadsheet that opens the CSV it stands in.

    Where apostrophes stand before such a sign already there is one more, so that `plain` knows them apart.
    """
    return f"'{text}" if _APOSTROPHES.match(text) else text


def plain(text: str) -> str:
    """What `harmless` made of a text, as it was."""
    return text[1:] if text[:1] == "'" and _MARKED.match(text) else text
