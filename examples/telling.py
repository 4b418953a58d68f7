"""What the stories have in common: people who sign in and ask, and lines on the terminal."""

import argparse
import json
import re
import shutil
import subprocess
import sys
import time
import unicodedata
import uuid
import zipfile
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import httpx2

PASSWORD = "yanxiu-2021"
SCHOOL = "/api/v1/schools/shimen"
SHANGHAI = timezone(timedelta(hours=8))
SAVED = Path(__file__).parent / "saved"


def base_url_of(story: str | None) -> str:
    """Where the server is: `--base-url`, or this machine."""
    parser = argparse.ArgumentParser(description=story, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--base-url", default="http://127.0.0.1:8000")
    return str(parser.parse_args().base_url)


class Person:
    """Somebody signed in; asks as themselves."""

    def __init__(self, base_url: str, username: str) -> None:
        self._http = httpx2.Client(base_url=base_url, timeout=30, headers={"Accept-Language": "zh-CN"})
        form = {"grant_type": "password", "username": username, "password": PASSWORD}
        token = expect(200, self._http.post("/api/v1/auth/token", data=form))
        self._http.headers["Authorization"] = f"Bearer {token['access_token']}"
        me = self.get("/api/v1/me")
        self.name = me["display_name"]
        self.teacher_id = me["schools"][0]["teacher_id"] if me["schools"] else None

    def ask(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Asked again when the server says it is asked too often: stories are faster than people."""
        path = path if path.startswith("/") else f"{SCHOOL}/{path}"
        while (answer := self._http.request(method, path, **options)).status_code == 429:
            time.sleep(int(answer.headers["Retry-After"]))
        return answer

    def get(self, path: str, **params: Any) -> Any:
        return expect(200, self.ask("GET", path, params=params))

    def every(self, path: str, **params: Any) -> list[Any]:
        """All pages of a list: `next_cursor` leads from one to the next."""
        items: list[Any] = []
        while True:
            page = self.get(path, **params)
            items += page["items"]
            if not page["has_more"]:
                return items
            params["cursor"] = page["next_cursor"]

    def make(self, path: str, status: int = 201, **body: Any) -> Any:
        return expect(status, self.ask("POST", path, json=body, headers=once()))

    def step(self, path: str, thing: Any, **body: Any) -> Any:
        """A thing moved along; If-Match says which version of it was decided on."""
        options = {"json": body} if body else {}
        headers = version_of(thing) | once()
        return expect(200, self.ask("POST", path, headers=headers, **options))

    def change(self, path: str, thing: Any, **body: Any) -> Any:
        """A thing of which something is set otherwise."""
        return expect(200, self.ask("PATCH", path, json=body, headers=version_of(thing) | once()))

    def make_of(self, path: str, thing: Any, **body: Any) -> Any:
        """Something new that is decided on by the version of another thing."""
        return expect(201, self.ask("POST", path, json=body, headers=version_of(thing) | once()))

    def at_once(self, path: str, items: list[Any]) -> list[Any]:
        """Many things decided on together: all or none. The key makes sending it twice harmless."""
        done: list[Any] = expect(200, self.ask("POST", path, json={"items": items}, headers=once()))["items"]
        return done

    def long_work(self, path: str, **body: Any) -> Any:
        """Asked for with one request, watched until it is done; its result is fetched."""
        work = self.make(path, 202, **body)
        while work["status"] in ("queued", "running"):
            time.sleep(0.2)
            work = self.get(f"operations/{work['id']}")
        if work["status"] != "succeeded":
            sys.exit(f"{path} ended as {work['status']}: {work['error']}")
        return self.get(work["result_url"])

    def without_name(self, path: str) -> httpx2.Response:
        """What anybody gets who did not sign in."""
        return httpx2.get(f"{str(self._http.base_url).rstrip('/')}{path}", timeout=30)

    def watch(self, path: str) -> list[tuple[str, Any]]:
        """Server-sent events until the server ends them: their names, and what they carry."""
        events, name = [], ""
        with self._http.stream("GET", path, headers={"Accept": "text/event-stream"}) as answer:
            must(answer.status_code == 200, f"{path} → {answer.status_code}")
            for line in answer.iter_lines():
                field, _, told = line.partition(": ")
                name = told if field == "event" else name
                if field == "data":
                    events.append((name, json.loads(told)))
        return events

    def upload(self, path: str, file: Path, data: bytes | None = None, **fields: Any) -> Any:
        """A file's preview: what committing it would do, and what is wrong with it, line by line."""
        files = {"file": (file.name, data or file.read_bytes())}
        form = {"format": file.suffix.lstrip(".")} | fields
        return expect(201, self.ask("POST", path, files=files, data=form))

    def bring(self, name: str, data: bytes) -> str:
        """A file of one's own, to be named by its id where it is handed in."""
        kept = expect(201, self.ask("POST", "files", files={"file": (name, data)}))
        return str(kept["id"])

    def fetch(self, file_id: str) -> bytes:
        link = self.make(f"files/{file_id}/link", 200)
        return expect_bytes(self.ask("GET", link["url"]))

    def inbox(self, about: str | None = None) -> list[Any]:
        """The latest messages; about one thing, if it is given."""
        items = self.get("/api/v1/me/messages", school="shimen", limit=50)["items"]
        return [one for one in items if about is None or one["about"] == about]


def version_of(thing: Any) -> dict[str, str]:
    return {"If-Match": f'"{thing["version"]}"'}


def once() -> dict[str, str]:
    """Sent again with the same key, a request is done once; what is sent, paid or credited asks for one."""
    return {"Idempotency-Key": str(uuid.uuid4())}


def expect(status: int, answer: httpx2.Response) -> Any:
    """The answer's body; ends the story when the server said something else."""
    if answer.status_code != status:
        sys.exit(f"{answer.request.method} {answer.request.url} → {answer.status_code}\n{answer.text}")
    return answer.json()


def expect_bytes(answer: httpx2.Response) -> bytes:
    if answer.status_code != 200:
        expect(200, answer)
    return bytes(answer.content)


def refused(answer: httpx2.Response, code: str) -> str:
    """What the refusal says; ends the story when it is another one, or none."""
    said = answer.json()
    if answer.status_code < 400 or said["code"] != code:
        sys.exit(f"{answer.request.url} → {answer.status_code}, not {code}\n{answer.text}")
    return f"{answer.status_code} {code}，{said['detail']}"


def must(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"not as told: {what}")


def ensure_year(office: Person, day: date) -> None:
    """The school year a day lies in is in the calendar; entered with its terms if it is not."""
    start = day.year if day.month >= 9 else day.year - 1
    if start in {year["start_year"] for year in office.every("school-years")}:
        return
    terms = [
        {"number": 1, "starts_on": f"{start}-09-01", "ends_on": f"{start + 1}-01-22"},
        {"number": 2, "starts_on": f"{start + 1}-02-20", "ends_on": f"{start + 1}-07-03"},
    ]
    whole = {"starts_on": f"{start}-09-01", "ends_on": f"{start + 1}-08-31"}
    office.make("school-years", start_year=start, terms=terms, **whole)
    print(f"  校历补入{start}学年")


def term_of(office: Person, day: date) -> Any:
    """The term the day lies in; in vacation the last one that began."""
    ensure_year(office, day)
    begun = [one for one in office.every("terms") if one["starts_on"] <= day.isoformat()]
    return max(begun, key=lambda one: str(one["starts_on"]))


def a_free_week(office: Person) -> date:
    """The Monday of the next week with five school days in which no story plays yet."""
    today = datetime.now(SHANGHAI).date()
    codes = [one["code"] for one in office.every("training-sessions")]
    monday = today + timedelta(days=14 - today.weekday())
    while True:
        ensure_year(office, monday)
        saturday = (monday + timedelta(days=5)).isoformat()
        days = office.every("school-days", day_from=monday.isoformat(), day_to=saturday)
        taken = any(code.endswith(f"-{monday:%Y%m%d}") for code in codes)
        if sum(day["is_school_day"] for day in days) == 5 and not taken:
            return monday
        monday += timedelta(days=7)


def at(day: date, hour: int) -> str:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI).isoformat()


def save(name: str, data: bytes) -> Path:
    """A file for the reader to open."""
    SAVED.mkdir(exist_ok=True)
    (SAVED / name).write_bytes(data)
    print(f"  存为 examples/saved/{name}（{len(data):,} 字节）")
    return SAVED / name


def words_of(file: Path) -> str | None:
    """The words on the pages, where the program that reads them is installed."""
    if shutil.which("pdftotext") is None:
        return None
    return subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout


def paragraphs(docx: Path) -> str:
    """The words of a document for Word, a line for each paragraph."""
    with zipfile.ZipFile(docx) as parts:
        body = parts.read("word/document.xml").decode()
    return re.sub("<[^>]*>", "", body.replace("</w:p>", "\n"))


@cache
def labels_of(office: Person, enumeration: str) -> dict[str, str]:
    return {label["value"]: label["zh"] for label in office.get("/api/v1/meta/enums").get(enumeration, ())}


def say(heading: str) -> None:
    print(f"\n{heading}")


def column(text: str, width: int, *, right: bool = False) -> str:
    """Padded by what a terminal shows: a Chinese character takes two places."""
    shown = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    space = " " * max(0, width - shown)
    return space + text if right else text + space
