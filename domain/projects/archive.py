"""The archive 归档 of a closed project: everything in folders, an index for people and one for programs, and
SHA-256 sums that `sha256sum -c` reads."""

import csv
import html
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.cells import harmless
from domain.projects.materials import MaterialKind

SUMS = "SHA256SUMS"
FOLDERS = {
    MaterialKind.PLAN: "1 方案",
    MaterialKind.SIGN_IN_SHEET: "2 签到表",
    MaterialKind.RECORD: "3 记录",
    MaterialKind.REPORT: "4 报道",
    MaterialKind.HOMEWORK: "5 教师作业",
    MaterialKind.EVALUATION_FORM: "6 评价表",
}
HOMEWORK = f"{FOLDERS[MaterialKind.HOMEWORK]}/成员作业"
OUTCOMES = "考核结果.csv"
HEADER = ("路径", "说明", "大小（字节）", "SHA-256")


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the archive."""

    path: str
    note: str
    size: int
    sha256: str


def material_path(kind: MaterialKind, number: int, filename: str) -> str:
    return f"{FOLDERS[kind]}/v{number} {plain(filename)}"


def homework_path(name: str, place: int, filename: str) -> str:
    """`place` keeps two of the same name apart."""
    return f"{HOMEWORK}/{place:03d} {plain(name)} {plain(filename)}"


def plain(name: str) -> str:
    """A name that stays within its folder, and on its line of the sums."""
    return "".join(one for one in name if one.isprintable() and one not in '/\\:*?"<>|').strip(" .") or "file"


def sums(items: Iterable[Item]) -> bytes:
    return "".join(f"{one.sha256}  {one.path}\n" for one in items).encode()


def index_csv(items: Sequence[Item]) -> bytes:
    rows = [(one.path, one.note, str(one.size), one.sha256) for one in items]
    return table_csv(HEADER, rows)


def table_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """With the mark spreadsheets know UTF-8 by; what could be a formula is text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(map(harmless, row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def index_html(title: str, items: Sequence[Item]) -> bytes:
    """To be opened from the unpacked folder: nothing in it comes from elsewhere."""
    rows = "\n".join(
        f'<tr><td><a href="{html.escape(_url(one.path))}">{html.escape(one.path)}</a></td>'
        f"<td>{html.escape(one.note)}</td><td>{one.size}</td><td><code>{one.sha256}</code></td></tr>"
        for one in items
    )
    heads = "".join(f"<th>{one}</th>" for one in HEADER)
    said = html.escape(title)
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{said}</title></head>\n'
        f"<body><h1>{said}</h1>\n<table border='1'><tr>{heads}</tr>\n{rows}\n</table>\n"
        f"<p>核对：在本文件夹内运行 <code>sha256sum -c {SUMS}</code></p></body></html>\n"
    ).encode()


def _url(path: str) -> str:
    return path.replace("%", "%25").replace("#", "%23").replace("?", "%3F")
