"""What the stories have in common: people who sign in and ask, and lines on the terminal."""

import argparse
import sys
import unicodedata
import uuid
from pathlib import Path
from typing import Any

import httpx2

PASSWORD = "yanxiu-2021"
SCHOOL = "/api/v1/schools/shimen"


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
        self.name, self.teacher_id = me["display_name"], me["schools"][0]["teacher_id"]

    def ask(self, method: str, path: str, **options: Any) -> httpx2.Response:
        return self._http.request(method, path if path.startswith("/") else f"{SCHOOL}/{path}", **options)

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
        return expect(status, self.ask("POST", path, json=body))

    def step(self, path: str, thing: Any, **body: Any) -> Any:
        """A thing moved along; If-Match says which version of it was decided on."""
        options = {"json": body} if body else {}
        return expect(200, self.ask("POST", path, headers=version_of(thing), **options))

    def at_once(self, path: str, items: list[Any]) -> list[Any]:
        """Many things decided on together: all or none. The key makes sending it twice harmless."""
        key = {"Idempotency-Key": str(uuid.uuid4())}
        done: list[Any] = expect(200, self.ask("POST", path, json={"items": items}, headers=key))["items"]
        return done

    def upload(self, path: str, file: Path, data: bytes | None = None, **fields: Any) -> Any:
        """A file's preview: what committing it would do, and what is wrong with it, line by line."""
        files = {"file": (file.name, data or file.read_bytes())}
        form = {"format": file.suffix.lstrip(".")} | fields
        return expect(201, self.ask("POST", path, files=files, data=form))

    def inbox(self, about: str | None = None) -> list[Any]:
        """The latest messages; about one thing, if it is given."""
        items = self.get("/api/v1/me/messages", school="shimen", limit=50)["items"]
        return [one for one in items if about is None or one["about"] == about]


def version_of(thing: Any) -> dict[str, str]:
    return {"If-Match": f'"{thing["version"]}"'}


def expect(status: int, answer: httpx2.Response) -> Any:
    """The answer's body; ends the story when the server said something else."""
    if answer.status_code != status:
        sys.exit(f"{answer.request.method} {answer.request.url} → {answer.status_code}\n{answer.text}")
    return answer.json()


def say(heading: str) -> None:
    print(f"\n{heading}")


def column(text: str, width: int, *, right: bool = False) -> str:
    """Padded by what a terminal shows: a Chinese character takes two places."""
    shown = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    space = " " * max(0, width - shown)
    return space + text if right else text + space
