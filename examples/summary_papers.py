"""The part of 07_term_summary.py about the summary on paper: Word, PDF, workbook, charts."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

from telling import SAVED, expect_bytes, must, paragraphs, save, say, words_of

HEADINGS = (
    "一、指导思想",
    "二、工作要点",
    "1．认真落实教师专业培训工作",
    "2．扎实推进校本研修工作",
    "3．主题研修与推进“生本课堂”改革",
    "4．以课题、论文等为载体，强化教科研意识",
    "5．重视青年教师的培养",
)
"""As the school's own summaries have them, in this order."""


def tell(story: Any) -> None:
    say("五、文稿 · For Word, as PDF, as a workbook; the charts one by one")
    docx, pdf, xlsx = (
        save(f"term-summary.{kind}", document(story, kind)) for kind in ("docx", "pdf", "xlsx")
    )
    must_be_in_order("DOCX", paragraphs(docx))
    pictures = [name for name in zipfile.ZipFile(docx).namelist() if name.startswith("word/media/")]
    charts = [
        one for section in story.content["sections"] for part in section["parts"] for one in part["charts"]
    ]
    must(len(pictures) >= len(charts) > 0, f"{len(pictures)} pictures for {len(charts)} charts")
    print(f"  DOCX 标题次序与学校历年总结一致，图 {len(charts)} 幅")
    words = words_of(pdf)
    if words is not None:
        must_be_in_order("PDF", words)
        print(f"  PDF 标题次序相同，共 {words.count(chr(12))} 页")
    print(f"  XLSX 工作表：{'、'.join(sheets_of(xlsx))}；原生图表 {native_charts(xlsx)} 幅")
    for one in charts:
        path = f"summary-charts/{story.summary['id']}"
        drawn = expect_bytes(story.office.ask("GET", path, params={"key": one["key"]}))
        must(b"<svg" in drawn[:400], f"{one['key']} is no SVG")
        save(f"term-summary-{one['key']}.svg", drawn)
    show_pages(docx)


def document(story: Any, kind: str) -> bytes:
    path = f"term-summaries/{story.summary['id']}/document"
    return expect_bytes(story.office.ask("GET", path, params={"format": kind}))


def must_be_in_order(what: str, text: str) -> None:
    flat = re.sub(r"\s", "", text)
    places = [flat.find(one) for one in HEADINGS]
    must(min(places) >= 0, f"{what} lacks {HEADINGS[places.index(min(places))]}")
    must(places == sorted(places), f"{what} has its headings in another order")


def sheets_of(xlsx: Path) -> list[str]:
    with zipfile.ZipFile(xlsx) as parts:
        return re.findall(r'<sheet name="([^"]*)"', parts.read("xl/workbook.xml").decode())


def native_charts(xlsx: Path) -> int:
    with zipfile.ZipFile(xlsx) as parts:
        drawn = sum(name.startswith("xl/charts/chart") for name in parts.namelist())
    must(drawn > 0, "the workbook has no chart")
    return drawn


def show_pages(docx: Path) -> None:
    """How long it is in an office program, where one is installed."""
    if shutil.which("soffice") is None or shutil.which("pdfinfo") is None:
        return
    out = SAVED / "from-word"
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), str(docx)]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    shutil.rmtree(out / "profile", ignore_errors=True)
    told = subprocess.run(
        ["pdfinfo", str(out / "term-summary.pdf")], capture_output=True, text=True, check=True
    ).stdout
    pages = int(re.findall(r"Pages:\s+(\d+)", told)[0])
    must(pages >= 3, f"the summary has {pages} pages")
    print(f"  LibreOffice 打开 DOCX：{pages} 页")
