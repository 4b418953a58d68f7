"""`python -m bench.documents`: a batch of notices in four copies, beside typst alone on the same template.

Ours starts at the sheets a room hands over and ends at the bytes of the PDF: wording, QR codes, the look at
every character, the compile, and letting go of what typst remembers. Bare is the compile alone, of data made
ready beforehand. Both have a compiler that is warm, on one core, and no notice is printed twice.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

from domain.notices.sheet import Layout, NoticeSheet
from gateways.documents.notices import notices_data
from gateways.documents.typesetting import compiled, forget, typeset
from tests.gateways.forms import notice

BATCH = 200


def batch(first: int, size: int) -> list[NoticeSheet]:
    """Notices of three to seven lessons, as a training of one or two days leaves behind."""
    return [
        replace(
            notice(number, lessons=3 + number % 5), verify_url=f"https://yanxiu.example.edu.cn/v/{number:08}"
        )
        for number in range(first, first + size)
    ]


def cpu(work: Callable[[], bytes]) -> float:
    """Seconds of the process, all its threads counted."""
    before = time.process_time()
    assert work().startswith(b"%PDF")
    return time.process_time() - before


def ready(sheets: list[NoticeSheet]) -> str:
    return json.dumps(notices_data(sheets, Layout.FOUR_PARTS), ensure_ascii=False)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--size", type=int, default=BATCH)
    given = options.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    typeset("notices", notices_data(batch(0, given.size), Layout.FOUR_PARTS))

    ours, bare = [], []
    for number in range(given.rounds):
        first = (2 * number + 1) * given.size
        sheets, data = batch(first, given.size), ready(batch(first + given.size, given.size))
        bare.append(cpu(lambda data=data: compiled("notices", data)))  # type: ignore[misc]
        forget()
        ours.append(
            cpu(lambda sheets=sheets: typeset("notices", notices_data(sheets, Layout.FOUR_PARTS)))  # type: ignore[misc]
        )
    share = median(b / o for o, b in zip(ours, bare, strict=True))
    print(f"{given.size} notices in one PDF, median of {given.rounds} interleaved rounds, CPU of one core:")
    for name, took in (("ours", median(ours)), ("typst", median(bare))):
        print(f"  {name:6}{given.size / took:6.0f} notices/s{1000 * took / given.size:8.2f} ms each")
    print(f"  ours as a share of bare typst: {share:.2f} (at least 0.50 is asked, and 100 notices/s)")


if __name__ == "__main__":
    main()
