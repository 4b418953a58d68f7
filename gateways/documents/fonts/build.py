"""Makes the fonts beside this file from those of Debian's fonts-noto-cjk, which it needs installed.

    python gateways/documents/fonts/build.py

What is kept: GBK, every character beyond the basic plane that the font has (names such as 𠮷), the characters
of 通用规范汉字表 that lie in Extension A (names such as 䶮), Latin, and the punctuation and symbols of forms.
Rules of layout are dropped (forms are set horizontally, and the shapes are those for Chinese from the start),
and hints (forms are printed, not shown at twelve pixels). The same input gives the same bytes.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

SOURCE = Path("/usr/share/fonts/opentype/noto")
FONTS = {"NotoSerifCJK-Regular": "NotoSerifCJKsc-Regular", "NotoSansCJK-Bold": "NotoSansCJKsc-Bold"}
SIMPLIFIED_CHINESE = 2
"""Which font of the collection."""

EXTENSION_A = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬"
    "䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)
RANGES = (
    range(0x20, 0x17F),  # Latin, with the letters of pinyin
    range(0x2010, 0x2070),  # dashes, quotation marks, ellipsis
    range(0x2460, 0x2500),  # numbers in circles
    range(0x3000, 0x3040),  # Chinese punctuation
    range(0xFF00, 0xFFF0),  # full width
    range(0x9FA6, 0xA000),  # what was added to the basic block after GBK
    range(0x20000, 0x33480),
)


def wanted() -> set[int]:
    cells = (bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    gbk = "".join(cell.decode("gbk", errors="ignore") for cell in cells)
    return {ord(character) for character in gbk + EXTENSION_A}.union(*RANGES)


def build(source: str, made: str) -> Path:
    options = Options()
    options.font_number = SIMPLIFIED_CHINESE
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    font = load_font(str(SOURCE / f"{source}.ttc"), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    target = Path(__file__).with_name(f"{made}.otf")
    save_font(font, str(target), options)
    return target


if __name__ == "__main__":
    for source, made in FONTS.items():
        target = build(source, made)
        sys.stdout.write(f"{target.name}: {target.stat().st_size:,} bytes\n")
