"""A telephone's camera, as far as the stories need one: what the QR code in a picture says.

Reads codes of versions 5 to 9 at level M that are drawn without a flaw, as a screen shows them: nothing has
to be straightened or corrected.
"""

import re
from collections.abc import Callable, Iterator

Grid = list[list[bool]]

BLOCKS = {5: [43, 43], 6: [27] * 4, 7: [31] * 4, 8: [38, 38, 39, 39], 9: [36, 36, 36, 37, 37]}
"""By version: how many data bytes each block has (ISO/IEC 18004, table 9)."""

ALIGNED = {5: (6, 30), 6: (6, 34), 7: (6, 22, 38), 8: (6, 24, 42), 9: (6, 26, 46)}
MASKS: list[Callable[[int, int], bool]] = [
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
]


def read_qr(svg: str) -> str:
    """What a telephone reads off the picture."""
    grid = dark_modules(svg)
    version = (len(grid) - 17) // 4
    mask = MASKS[sum((grid[8][2 + n] ^ (n != 1)) << (2 - n) for n in range(3))]
    bits = [grid[y][x] ^ mask(y, x) for y, x in path(len(grid), version)]
    read = [number(bits[n : n + 8]) for n in range(0, len(bits) - 7, 8)]
    sizes = BLOCKS[version]
    blocks: list[list[int]] = [[] for _ in sizes]
    taken = iter(read)
    for place in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if place < size:
                block.append(next(taken))
    data = [bool(byte >> shift & 1) for block in blocks for byte in block for shift in range(7, -1, -1)]
    length = number(data[4:12])  # after four bits that say: bytes follow
    return bytes(number(data[12 + 8 * n : 20 + 8 * n]) for n in range(length)).decode()


def dark_modules(svg: str) -> Grid:
    """The picture's rows, without the margin: drawn as strokes to the right."""
    strokes = re.findall(r'd="([^"]+)"', svg)[-1]
    drawn: set[tuple[int, int]] = set()
    x, y = 0.0, 0.0
    for step, first, second in re.findall(r"([Mmh])(-?[\d.]+)[ ,]?(-?[\d.]+)?", strokes):
        if step == "h":
            drawn |= {(int(y), int(x) + n) for n in range(int(first))}
            x += float(first)
        else:
            x, y = (float(first), float(second)) if step == "M" else (x + float(first), y + float(second))
    low, high = min(row for row, _ in drawn), max(row for row, _ in drawn)
    return [[(row, column) in drawn for column in range(low, high + 1)] for row in range(low, high + 1)]


def path(size: int, version: int) -> Iterator[tuple[int, int]]:
    """Where data is, in its order: two columns at a time from the right, up and down in turn."""
    upward = True
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        for y in range(size - 1, -1, -1) if upward else range(size):
            for x in (right, right - 1):
                if not reserved(y, x, size, version):
                    yield y, x
        upward = not upward


def reserved(y: int, x: int, size: int, version: int) -> bool:
    """Of the pattern every code has, or of what says its version and format."""
    corner = (y < 9 and (x < 9 or x >= size - 8)) or (y >= size - 8 and x < 9)
    says_version = version > 6 and ((y < 6 and x >= size - 11) or (x < 6 and y >= size - 11))
    first, last = ALIGNED[version][0], ALIGNED[version][-1]
    aligned = any(
        abs(y - row) <= 2 and abs(x - column) <= 2
        for row in ALIGNED[version]
        for column in ALIGNED[version]
        if (row, column) not in {(first, first), (first, last), (last, first)}
    )
    return corner or says_version or aligned or 6 in (y, x)


def number(bits: list[bool]) -> int:
    return sum(bit << place for place, bit in enumerate(reversed(bits)))
