"""Who teaches which class, read over OneRoster 1.2 by a program that knows nothing of this product.

    YANXIU_KEY=yx_… python roster_pull.py --base http://127.0.0.1:8000

The key's client needs the scope oneroster:read; the school is the client's.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

ROSTERING = "/ims/oneroster/rostering/v1p2"


def every(base: str, kind: str, key: str, **asked: str) -> Iterator[Any]:
    """All records of a kind, page by page: the Link header leads on."""
    address: str | None = f"{base}{ROSTERING}/{kind}?{urlencode({'limit': '500', **asked})}"
    while address:
        with urlopen(Request(address, headers={"Authorization": f"Bearer {key}"}), timeout=30) as answer:
            links = answer.headers["Link"] or ""
            (records,) = json.load(answer).values()
        yield from records
        further = re.search(r'<([^>]+)>; *rel="next"', links)
        # The address is the public one; this machine may know the service by another.
        address = None if further is None else base + further[1][further[1].index(ROSTERING) :]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--base", required=True, help="where the service is")
    base = parser.parse_args().base.rstrip("/")
    key = os.environ.get("YANXIU_KEY") or sys.exit("YANXIU_KEY is not set")
    people = {one["sourcedId"]: one for one in every(base, "users", key)}
    classes = {one["sourcedId"]: one for one in every(base, "classes", key)}
    for one in every(base, "enrollments", key, filter="role='teacher'"):
        person, taught = people[one["user"]["sourcedId"]], classes[one["class"]["sourcedId"]]
        print(f"{taught['title']}\t{person['familyName']}{person['givenName']}")


if __name__ == "__main__":
    main()
