"""QR codes as pictures for pages."""

import segno


def svg(text: str) -> str:
    """An inline SVG, black on white with the margin a scanner needs."""
    made = segno.make_qr(text, error="m")
    return str(made.svg_inline(border=4, light="#fff", omitsize=True))
