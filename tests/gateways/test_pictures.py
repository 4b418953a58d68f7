"""What two photos have in common, and what cannot be looked at."""

import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from gateways.pictures import MOST_PIXELS_OTHERWISE, likeness


def a_photo(shift: int = 0, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A room with a few tables in it; shifted, another room."""
    picture = Image.new("RGB", (640, 480), "white")
    draw = ImageDraw.Draw(picture)
    for number in range(6):
        left, top = (number * 97 + shift * 61) % 560, (number * 131 + shift * 83) % 400
        draw.rectangle((left, top, left + 90, top + 70), fill=(number * 40, 90, 250 - number * 40))
    return picture.resize(size)


def saved(picture: Image.Image, form: str = "JPEG", **options: object) -> BytesIO:
    content = BytesIO()
    picture.save(content, form, **options)
    content.seek(0)
    return content


def bits(one: BytesIO, other: BytesIO) -> int:
    first, second = likeness(one), likeness(other)
    assert first is not None
    assert second is not None
    return ((first ^ second) & (2**64 - 1)).bit_count()


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(saved(a_photo(), quality=30), id="saved anew, worse"),
        pytest.param(saved(a_photo(size=(320, 240))), id="half its size"),
        pytest.param(saved(a_photo(), "PNG"), id="as another kind of file"),
        pytest.param(saved(a_photo(), "WEBP"), id="by a phone's habit"),
        pytest.param(saved(a_photo().convert("L"), "PNG"), id="without its colours"),
    ],
)
def test_the_same_photo_differs_in_few_bits(again: BytesIO) -> None:
    again.seek(0)
    assert bits(saved(a_photo(), quality=90), again) <= 5


def test_a_photo_turned_by_its_camera_is_looked_at_upright() -> None:
    turned = a_photo().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    assert bits(saved(a_photo()), saved(turned, exif=exif)) <= 5


@pytest.mark.parametrize("shift", range(1, 6))
def test_another_photo_differs_in_many(shift: int) -> None:
    assert bits(saved(a_photo()), saved(a_photo(shift))) > 10


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"not a picture at all", id="text"),
        pytest.param(saved(a_photo()).getvalue()[:900], id="half a file"),
        pytest.param(saved(a_photo(), "BMP").getvalue(), id="a kind that is not taken"),
        pytest.param(saved(Image.new("L", (90, 90)), "PNG").getvalue(), id="of one colour"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, id="a broken head"),
    ],
)
def test_what_says_nothing_is_like_nothing(content: bytes) -> None:
    assert likeness(BytesIO(content)) is None


@pytest.mark.parametrize(
    "side",
    [
        pytest.param(int(MOST_PIXELS_OTHERWISE**0.5) + 1, id="just too large"),
        pytest.param(60_000, id="a bomb"),
    ],
)
def test_a_picture_too_large_is_not_unpacked(side: int) -> None:
    """The header says its size; the rest of a bomb is never read."""
    head = saved(Image.new("L", (1, 1)), "PNG").getvalue()
    width_and_height = side.to_bytes(4) * 2
    crc = zlib.crc32(head[12:16] + width_and_height + head[24:29]).to_bytes(4)

    assert likeness(BytesIO(head[:16] + width_and_height + head[24:29] + crc + head[33:])) is None
