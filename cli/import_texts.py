"""What `yanxiu import` says: (Chinese, English)."""

from api.texts import sentence
from domain.errors import DomainError


class CannotImport(Exception):
    """What only the shell can get wrong: a path, a name. Its sentence stands in `FAULTS`."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code, self.facts = code, facts


FAULTS: dict[str, tuple[str, str]] = {
    "school_unknown": (
        "没有学校“{school}”；已有的学校：{known}。",
        "There is no school {school}. There are: {known}.",
    ),
    "no_office": (
        "学校“{school}”还没有办理这类导入的部门账号；请用 --as 指明以谁的名义导入。",
        "The school {school} has no account of the office whose import this is. Say by --as whose it is.",
    ),
    "account_unknown": (
        "没有可用的账号“{username}”；请核对 --as。",
        "There is no account {username}, or it is stopped. Check --as.",
    ),
    "account_may_not": (
        "账号“{username}”在学校“{school}”没有导入的权限；请用 --as 换一个。",
        "The account {username} may not import this at {school}. Name another by --as.",
    ),
    "format_unclear": (
        "看不出“{file}”是什么格式；请用 --format 指明：{formats}。",
        "What kind of file {file} is does not show. Say so by --format: {formats}.",
    ),
    "roster_org_needed": (
        "文件中有多个机构的教师（{orgs}）；请用 --org 指明哪一个是本校。",
        "Several orgs of the file have teachers ({orgs}). Say by --org which is this school.",
    ),
    "no_such_file": ("没有这个文件：{path}", "There is no such file: {path}"),
    "cannot_open": ("无法打开 {path}：{why}", "{path} cannot be opened: {why}"),
}

WORDS: dict[str, tuple[str, str]] = {
    "reading": ("读取文件", "Reading the file"),
    "opening": ("连接数据库", "Reaching the database"),
    "checking": ("逐行核对", "Checking every row"),
    "writing": ("写入", "Writing"),
    "kind": ("内容", "What"),
    "created": ("新增", "new"),
    "updated": ("更新", "changed"),
    "unchanged": ("不变", "unchanged"),
    "left": ("离校或去掉", "left"),
    "ignored": ("略过", "ignored"),
    "school_years": ("学年", "School years"),
    "terms": ("学期", "Terms"),
    "grade_groups": ("年级组", "Grade groups"),
    "subject_groups": ("教研组", "Subject groups"),
    "teachers": ("教师", "Teachers"),
    "classes": ("班级", "Classes"),
    "teaching_assignments": ("任课", "Teaching assignments"),
    "homeroom_assignments": ("班主任", "Homeroom teachers"),
    "others": ("其他人员", "Other people"),
    "timetables": ("课表", "Timetables"),
    "periods": ("节次", "Periods"),
    "rooms": ("教室", "Rooms"),
    "lessons": ("课", "Lessons"),
    "courses": ("课程", "Courses"),
    "sessions": ("班次", "Sessions"),
    "line": ("第 {line} 行", "line {line}"),
    "errors": (
        "{count} 处错误，什么也没有写入；请改正后再导入。",
        "Errors: {count}. Nothing was written; correct them and import again.",
    ),
    "clean": (
        "没有错误，什么也没有写入；加上 --commit 即正式导入。",
        "No errors, and nothing was written. Say --commit to bring it in.",
    ),
    "committed": ("已导入（以 {username} 的名义）。", "Brought in, as {username}."),
}


def word(name: str, english: bool, **facts: object) -> str:
    return WORDS[name][english].format(**facts)


def refusal(error: DomainError | CannotImport, english: bool) -> str:
    """The command's own faults, and every refusal of the API, as one sentence."""
    if error.code in FAULTS:
        return printable(FAULTS[error.code][english].format(**error.facts))
    return printable(sentence(error.code, error.facts, "en" if english else "zh"))


def printable(text: str) -> str:
    """A stranger's file may hold what a terminal would obey."""
    return "".join(character if character.isprintable() else "�" for character in text)
