"""Who still owes credits this school year, as a CSV for a spreadsheet; made for a cron job with an API key.

    YANXIU_KEY=yx_… python who_is_behind.py --school http://127.0.0.1:8000/api/v1/schools/shimen --year 2020

The key's client needs the scope credit:read. Nothing but Python is needed.
"""

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


def every(path: str, key: str, **asked: str) -> Iterator[Any]:
    """All rows of a list: the cursor of a page leads to the next one."""
    while True:
        request = Request(f"{path}?{urlencode(asked)}", headers={"Authorization": f"Bearer {key}"})
        with urlopen(request, timeout=30) as answer:
            page = json.load(answer)
        yield from page["items"]
        if not page["has_more"]:
            return
        asked["cursor"] = page["next_cursor"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--school", required=True, help="the school's address in the API")
    parser.add_argument("--year", required=True, help="the calendar year the school year starts in")
    asked = parser.parse_args()
    key = os.environ.get("YANXIU_KEY") or sys.exit("YANXIU_KEY is not set")
    out = csv.writer(sys.stdout)
    out.writerow(["工号", "姓名", "已得", "要求", "还差"])
    try:
        for one in every(f"{asked.school}/credit-standings", key, school_year=asked.year, state="behind"):
            out.writerow([one["employee_no"], one["name"], one["counted"], one["target"], one["owed"]])
    except HTTPError as refusal:
        sys.exit(f"{refusal.code}: {json.load(refusal)['detail']}")


if __name__ == "__main__":
    main()
