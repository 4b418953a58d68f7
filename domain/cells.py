"""Cells of a table that people open in a spreadsheet."""

CAREFUL = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula, in a CSV."""


def harmless(text: str) -> str:
    """Shown as text by a spreadsheet that opens the CSV it stands in."""
    return f"'{text}" if text.startswith(CAREFUL) else text
