import os
import signal
import sys
from multiprocessing.connection import Pipe

import pytest

from domain.errors import RuleViolation
from gateways.apart import Apart, main
from gateways.documents.typesetting import typeset


def test_it_is_one_process_and_another_than_ours() -> None:
    apart = Apart()
    first = apart.do(os.getpid)
    assert first != os.getpid()
    assert apart.do(os.getpid) == first


def test_what_is_refused_there_is_refused_here_with_its_facts() -> None:
    with pytest.raises(RuleViolation) as refused:
        Apart().do(typeset, "records", {"school": "\N{PILE OF POO}"})
    assert refused.value.code == "unprintable_characters"
    assert refused.value.facts == {"characters": ["\N{PILE OF POO} U+1F4A9"], "where": ["school"]}


def test_a_process_that_was_ended_is_followed_by_another() -> None:
    apart = Apart()
    first = apart.do(os.getpid)
    os.kill(first, signal.SIGKILL)
    assert apart.do(os.getpid) not in (first, os.getpid())


def test_work_that_ends_its_process_each_time_fails() -> None:
    apart = Apart()
    with pytest.raises((EOFError, ConnectionResetError)):
        apart.do(os.abort)
    assert apart.do(os.getpid) != os.getpid()


def test_one_that_nobody_asks_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = Pipe()
    monkeypatch.setattr("gateways.apart.IDLE", 0.0)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["apart", str(os.dup(theirs.fileno()))])
    theirs.close()

    main()

    with ours, pytest.raises(EOFError):
        ours.recv()
