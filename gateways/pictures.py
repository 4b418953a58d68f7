"""What a photo looks like, in 64 bits: scaled, or saved anew, it differs from itself in few of them.

A difference hash: in each of eight rows, whether each of eight spots is brighter than its right neighbour.
(imagehash makes the same, and brings numpy, scipy and PyWavelets along for its other hashes.)
"""

import io
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 8
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
MOST_PIXELS = {"JPEG": 50_000_000}
"""A JPEG is decoded small from the start; of the others every pixel is unpacked before any is looked at."""

MOST_PIXELS_OTHERWISE = 25_000_000
DRAFT = 64
WIDEST = 2_000
"""Pixels a picture in an anonymous copy is scaled down to: enough to read it on A4."""

_REFUSED = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,  # Pillow's word for a broken PNG
    ValueError,
)


def likeness(content: BinaryIO) -> int | None:
    """64 bits, signed. None for what cannot be opened, is too large to unpack, or is of one colour."""
    try:
        with Image.open(content, formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS.get(picture.format or "", MOST_PIXELS_OTHERWISE):
                return None
            picture.draft("L", (DRAFT, DRAFT))
            grey = ImageOps.exif_transpose(picture).convert("L")
            return _bits(grey.resize((SIDE + 1, SIDE), Image.Resampling.LANCZOS).tobytes())
    except _REFUSED:
        return None


def _bits(spots: bytes) -> int | None:
    bits = 0
    for row in range(SIDE):
        start = row * (SIDE + 1)
        for spot in range(start, start + SIDE):
            bits = bits << 1 | (spots[spot] > spots[spot + 1])
    if bits == 0:
        return None  # nothing is brighter than anything: it would be like every other empty page
    return int.from_bytes(bits.to_bytes(SIDE), signed=True)


def bare(content: BinaryIO) -> tuple[bytes, str] | None:
    """The picture alone, as PNG or JPEG no wider or higher than WIDEST, with how a file of it ends.

    Without EXIF, comments, profiles. None as for `likeness`.
    """
    try:
        with Image.open(content, formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS.get(picture.format or "", MOST_PIXELS_OTHERWISE):
                return None
            photo = picture.format == "JPEG"
            picture.draft("RGB", (WIDEST, WIDEST))
            upright = ImageOps.exif_transpose(picture).convert("RGB" if photo else "RGBA")
    except _REFUSED:
        return None
    upright.thumbnail((WIDEST, WIDEST))
    upright.info.clear()  # what `save` would write again without being asked
    out = io.BytesIO()
    upright.save(out, "JPEG" if photo else "PNG")
    return out.getvalue(), "jpeg" if photo else "png"
