"""What `why` a file cannot be read or another machine reached, and `what` a file has too much of, in words:
(Chinese, English)."""

from api.integration.texts import PLATFORM_WORDS

FILE_WORDS: dict[str, tuple[str, str]] = {
    "not_a_document": ("不是 Word 文档（.docx）", "it is no Word document (.docx)"),
    "not_a_workbook": ("不是 Excel 工作簿（.xlsx）", "it is no Excel workbook (.xlsx)"),
    "old_workbook": (
        "是旧版 Excel 文件（.xls），请另存为 .xlsx",
        "it is an old Excel file (.xls); save it as .xlsx",
    ),
    "encrypted": ("文件有密码，请先去掉密码", "it is locked by a password; remove that first"),
    "damaged": ("文件已损坏", "it is damaged"),
    "not_a_zip": ("不是 ZIP 压缩包", "it is no ZIP"),
    "binary_workbook": (
        "是二进制工作簿（.xlsb），请另存为 .xlsx",
        "it is a binary workbook (.xlsb); save it as .xlsx",
    ),
    "workbook_as_csv": (
        "是 Excel 工作簿或压缩包，不是 CSV；请选择 xlsx 格式",
        "it is a workbook or a ZIP and no CSV; choose the format xlsx",
    ),
    "not_text": (
        "{file} 第 {line} 行不是文本（有空字符或无法识别的编码）；请另存为 UTF-8 或 GBK 的 CSV",
        "line {line} of {file} is not text (a NUL, or an unknown encoding); save it as CSV in UTF-8 or GBK",
    ),
    "mixed_encodings": (
        "{file} 第 {line} 行的编码与其他行不同；请把整个文件另存为 UTF-8",
        "line {line} of {file} is in another encoding than the rest; save the whole file as UTF-8",
    ),
    "not_csv": (
        "{file} 从第 {line} 行起的引号不成对，不是有效的 CSV",
        "the quotes of {file} do not pair from line {line} on, so it is no CSV",
    ),
    "empty": ("文件是空的", "it is empty"),
    "file_twice": ("压缩包中有同名的文件", "two files of the bundle have one name"),
    "file_missing": ("缺少 orgs.csv 或 users.csv", "orgs.csv or users.csv is missing"),
    "column_twice": ("表头有两列同名", "two columns have one heading"),
    "row_longer_than_header": (
        "{file} 第 {line} 行的单元格多于表头",
        "line {line} of {file} has more cells than the header",
    ),
    "no_teachers_sheet": ("没有名为“教师”的工作表", "it has no sheet 教师"),
    "no_sessions_sheet": ("没有名为“培训班次”的工作表", "it has no sheet 培训班次"),
    "no_results_sheet": ("没有名为“评比结果”的工作表", "it has no sheet 评比结果"),
    "no_such_sheet": ("没有名为“{sheet}”的工作表", "it has no sheet {sheet}"),
    "no_timetable_sheet": (
        "没有一张工作表的表头有星期和节次",
        "no sheet of it has weekdays and periods in its heading",
    ),
    "no_teachers": ("其中没有一位教师", "there is not one teacher in it"),
    "no_csv_in_folder": ("文件夹中没有 CSV 文件", "there is no CSV in the folder"),
    "bytes": ("字节数", "bytes"),
    "bytes_of_directory": ("ZIP 目录的字节数", "bytes of the ZIP's directory"),
    "unpacked_bytes": ("解压后的字节数", "bytes when unpacked"),
    "entries": ("压缩包中的文件", "files in the ZIP"),
    "rows": ("行数", "rows"),
    "columns": ("列数", "columns"),
    "cells": ("单元格", "cells"),
    "elements": ("XML 元素", "XML elements"),
    "lessons": ("课", "lessons"),
    "characters": ("字符总数", "characters"),
    "characters_in_a_cell": ("一个单元格的字符", "characters in a cell"),
}

OUTGOING_WORDS: dict[str, tuple[str, str]] = {
    "unreadable_address": ("地址无效", "its address is not valid"),
    "not_https": ("不是 HTTPS", "it is not HTTPS"),
    "private_host": ("它在内部网络中", "it is in a private network"),
    "unknown_host": ("查不到这个主机名", "no such host is known"),
    "no_connection": ("无法连接", "no connection could be made"),
    "no_tls": ("证书或加密连接有问题", "its certificate or encryption is not in order"),
    "too_slow": ("超时", "it took too long"),
    "cut_off": ("连接中断", "the connection was cut off"),
    "answer_too_large": ("应答过大", "its answer is too large"),
    "redirect": ("应答转到别处", "it redirects elsewhere"),
    "status": ("应答表示失败", "it answered with an error"),
    "gone": ("应答 410，不再接收", "it answered 410 Gone"),
    "sealed_with_another_secret": (
        "密钥是用另一个部署密钥封存的",
        "it was sealed with another secret of the deployment",
    ),
}
"""Why a request to another machine came to nothing."""

WORDS = FILE_WORDS | OUTGOING_WORDS | PLATFORM_WORDS


def in_words(facts: dict[str, object], english: bool) -> dict[str, object]:
    """The facts, with a stable word of `why` or `what` as a person says it."""
    said = {name: WORDS.get(str(facts.get(name))) for name in ("why", "what")}
    return facts | {name: texts[english].format(**facts) for name, texts in said.items() if texts}
