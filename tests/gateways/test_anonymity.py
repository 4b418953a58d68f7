"""An anonymous copy of a DOCX holds no name in any of its parts, and is still the paper."""

import io
import zipfile

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from domain.anonymity import masking
from domain.imports import FileTooLarge, UnreadableFile
from gateways import word_files
from gateways.anonymity import anonymous_docx
from gateways.word_files import text_of
from tests.files import a_zip

NAMES = ["张伟", "李小明", "zhang wei", "S10086", "石门中学"]
TELLING = ("张伟", "李小明", "张", "伟", "zhang", "wei", "s10086", "石门中学", "rsid", "secret", "w:author")
W = nsdecls("w")


def a_picture(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = "ZhangWei secret"  # Artist
    Image.new("RGB", (40, 30), "red").save(out, kind, exif=exif, comment=b"secret", dpi=(72, 72))
    return out.getvalue()


def a_paper() -> bytes:
    """A DOCX with its authors' names wherever Word may write one."""
    document = Document()
    about = document.core_properties
    about.author, about.last_modified_by, about.title = "张伟", "zhangwei", "张伟的论文"
    about.keywords, about.comments = "secret", "石门中学"
    document.add_heading("论生本课堂", 1)
    document.add_paragraph("作者：石门中学 张伟（工号 S10086）")
    spread = document.add_paragraph("本文由")
    for part in ("张", "伟", "与李小", "明 Zhang ", "Wei 合写"):
        spread.add_run(part).bold = part == "张"
    changed = (
        f'<w:p {W} w:rsidR="00AB12CD"><w:ins w:id="1" w:author="张伟" w:date="2021-01-01T00:00:00Z"><w:r>'
        '<w:t>新写的一句。</w:t></w:r></w:ins><w:del w:id="2" w:author="张伟"><w:r><w:delText>张伟删去的'
        '</w:delText></w:r></w:del><w:fldSimple w:instr=" AUTHOR secret "><w:r><w:t>张伟</w:t></w:r>'
        '</w:fldSimple><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> FILENAME secret </w:instrText>'
        '</w:r><w:sdt><w:sdtPr><w:alias w:val="secret"/></w:sdtPr><w:sdtContent><w:r><w:t>正文仍在。'
        '</w:t></w:r></w:sdtContent></w:sdt><w:bookmarkStart w:id="9" w:name="secret"/></w:p>'
    )
    document.element.body.insert(3, parse_xml(changed))
    document.add_comment(spread.runs[0], text="张伟：再改改", author="李小明", initials="secret")
    document.add_picture(io.BytesIO(a_picture()))
    document.inline_shapes[0]._inline.docPr.set("descr", "张伟在石门中学")
    document.inline_shapes[0]._inline.docPr.set("name", "C:\\Users\\zhangwei\\secret.jpg")
    document.sections[0].header.paragraphs[0].text = "石门中学论文集"
    document.sections[0].footer.paragraphs[0].text = "张　伟 第 1 页"
    link = document.part.relate_to("mailto:zhangwei@secret.cn", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    document.add_paragraph()._p.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w", "r")} r:id="{link}" w:tooltip="secret">'
            "<w:r><w:t>写信给张伟</w:t></w:r></w:hyperlink>"
        )
    )
    document.styles.add_style("张伟的正文", 1)
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "表中的张伟"
    out = io.BytesIO()
    document.save(out)
    return _with_more(out.getvalue())


def _with_more(data: bytes) -> bytes:
    """Parts that python-docx does not write: custom properties, the people of a shared document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    parts["docProps/custom.xml"] = "<Properties>张伟 secret</Properties>".encode()
    parts["word/people.xml"] = "<people>李小明 secret</people>".encode()
    parts["word/embeddings/张伟.xlsx"] = b"secret"
    return a_zip(parts)


def everything(data: bytes) -> str:
    """The parts of a ZIP with their names and comments, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        told = [archive.comment, *(one.comment + one.extra for one in entries)]
        read = [archive.read(one) for one in entries]
        names = [one.filename for one in entries]
    return "\n".join([*names, *(one.decode("utf-8", "replace") for one in (*told, *read))]).lower()


def test_no_name_is_left_in_any_part() -> None:
    given = a_paper()
    assert all(word in everything(given) for word in ("张伟", "secret", "rsid", "zhangwei"))
    copy = everything(anonymous_docx(given, masking(NAMES)))
    assert [word for word in TELLING if word in copy] == []
    assert "docprops" not in copy
    assert "comments" not in copy
    assert "people.xml" not in copy


def test_the_copy_is_the_paper_still() -> None:
    copy = anonymous_docx(a_paper(), masking(NAMES))
    document = Document(io.BytesIO(copy))
    said = [one.text for one in document.paragraphs]
    assert said[:3] == ["论生本课堂", "作者：××× ×××（工号 ×××）", "本文由×××与××× ××× 合写"]
    assert said[3] == "新写的一句。×××正文仍在。"
    assert "写信给×××" in said
    assert document.tables[0].cell(0, 0).text == "表中的×××"
    assert document.sections[0].header.paragraphs[0].text == "×××论文集"
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "Heading 1"
    [picture] = document.inline_shapes
    assert picture.width > 0
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        [media] = [one for one in archive.namelist() if "media" in one]
        assert Image.open(archive.open(media)).size == (40, 30)
        assert not Image.open(archive.open(media)).getexif()


def test_the_same_paper_makes_the_same_copy() -> None:
    given = a_paper()
    assert anonymous_docx(given, masking(NAMES)) == anonymous_docx(given, masking(NAMES))


def test_what_cannot_be_opened_as_a_picture_is_left_out_with_its_frame() -> None:
    with zipfile.ZipFile(io.BytesIO(a_paper())) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    [picture] = [name for name in parts if name.startswith("word/media/")]
    copy = anonymous_docx(a_zip(parts | {picture: b"no picture"}), masking(NAMES))
    assert len(Document(io.BytesIO(copy)).inline_shapes) == 0


def test_what_it_says_is_read_without_what_was_deleted() -> None:
    text = text_of(a_paper())
    assert "本文由张伟与李小明 Zhang Wei 合写" in text.splitlines()
    assert "新写的一句。张伟正文仍在。" in text.splitlines()
    assert "删去" not in text


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"%PDF-1.7", "not_a_document", id="no ZIP"),
        pytest.param(a_zip({"xl/workbook.xml": "<a/>"}), "not_a_document", id="a workbook"),
        pytest.param(a_zip({"word/document.xml": "<a>"}), "damaged", id="broken XML"),
        pytest.param(
            a_zip({"word/document.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}), "damaged", id="entities"
        ),
    ],
)
def test_what_is_no_document_is_refused(data: bytes, why: str) -> None:
    for refused in (lambda: anonymous_docx(data, masking(NAMES)), lambda: text_of(data)):
        with pytest.raises(UnreadableFile) as caught:
            refused()
        assert caught.value.facts == {"why": why}


def test_one_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    large = a_zip({"word/document.xml": "<a>" + " " * (17 << 20) + "</a>"})
    assert len(large) < 1 << 16
    with pytest.raises(FileTooLarge):
        text_of(large)
    with pytest.raises(FileTooLarge):
        text_of(a_zip({"word/document.xml": "<a>" + " " * (9 << 20) + "</a>"}))
    monkeypatch.setattr(word_files, "MAX_ELEMENTS", 3)
    with pytest.raises(FileTooLarge):
        text_of(a_zip({"word/document.xml": "<a><b/><b/><b/></a>"}))
