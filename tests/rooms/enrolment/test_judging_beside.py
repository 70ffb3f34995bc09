# SPDX-License-Identifier: EUPL-1.2
"""The process beside: the same verdict from any thread, life after death, and nobody waits for ever."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests import pki, signing
from tests.databases import copied_database
from tests.races import race
from tests.rooms.enrolment.keeping_lists import Kept, keep
from ugyfelkapu.enrolment.judging import (
    COMMAND,
    LOST,
    Beside,
    Case,
    Judged,
    NotJudged,
    read_case,
    write_case,
)
from ugyfelkapu.enrolment.verdict import NO_LISTS, judge_here
from ugyfelkapu.esignature.declared import Declared
from ugyfelkapu.esignature.signed_item import Material
from ugyfelkapu.journal.clock import steady

pytestmark = [
    pytest.mark.once,
    pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning"),
]
SILENT = (sys.executable, "-c", "import time; time.sleep(60)")
LAST_SECONDS = 10.0


def at_work_on(url: str) -> tuple[str, ...]:
    """Return the command that judges by the lists in a database."""
    told = (f"UGYFELKAPU_DATABASE_URL={url}", "DJANGO_SETTINGS_MODULE=ugyfelkapu.project.settings")
    return ("env", *told, *COMMAND)


def saying(line: bytes) -> tuple[str, ...]:
    """Return a command that answers everything alike."""
    said = f"import sys; sys.stdin.buffer.readline(); sys.stdout.buffer.write({line!r}); sys.stdout.flush()"
    return (sys.executable, "-c", f"{said}; sys.stdin.buffer.read()")


@pytest.fixture(scope="module")
def begun(_tables: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Beside, str]]:
    """Return a judge beside, with lists; and what it said before they were kept."""
    with copied_database(_tables, tmp_path_factory.mktemp("lists")) as url:
        judge = Beside(at_work_on(url))
        at_first = hindrance(judge)
        race(keep, [Kept(url, str(pki.trust()), signing.AT)])
        yield judge, at_first
        judge.close()


@pytest.fixture
def beside(begun: tuple[Beside, str]) -> Beside:
    """Return a judge beside, with the lists of the test world."""
    return begun[0]


@cache
def case(leaf: pki.Leaf = pki.Leaf.CITIZEN, level: pki.Level = pki.Level.LT) -> Case:
    """Return a signed form to judge."""
    pdf = pki.default_payload(pki.Format.CADES_ATTACHED)
    document = pki.sign(pki.Format.CADES_ATTACHED, level, leaf, pdf)
    return Case(document, Declared(pdf, b"<none/>"), {}, signing.AT)


def without_content(judged: Judged) -> Judged:
    """Return what is said of a verdict between processes: all but what was signed."""
    return replace(judged, report=replace(judged.report, payload=()))


def hindrance(judge: Beside) -> str:
    """Return why nothing came of judging."""
    with pytest.raises(NotJudged) as caught:
        judge(case())
    return str(caught.value)


def process_of(judge: Beside) -> subprocess.Popen[bytes]:
    """Return the process beside, started if need be."""
    return judge._running()


@pytest.mark.django_db
def test_the_verdict_is_the_one_of_judging_here(beside: Beside) -> None:
    signing.lists_are_kept()
    said = pki.world().ocsp(pki.Leaf.CITIZEN, signing.AT)
    assert said is not None
    lean = case(level=pki.Level.T)
    answered = replace(lean, known={"a name": Material((), (said,), ())})
    cases = [case(), case(pki.Leaf.REVOKED), lean, answered, replace(case(), document=b"%PDF-1.7")]

    found = [beside(each) for each in cases]

    assert [each.report.accepted for each in found] == [True, False, False, True, False]
    assert found == [without_content(judge_here(each)) for each in cases]
    assert found[2].asked[0].certificate == pki.world().certificate(pki.Leaf.CITIZEN).dump()


def test_many_threads_may_ask_at_once(beside: Beside) -> None:
    cases = [case(), case(pki.Leaf.REVOKED), replace(case(), document=b"x" * 2_000_000)] * 3

    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(beside, cases))

    assert [each.report.accepted for each in found] == [True, False, False] * 3
    assert found == found[:3] * 3


def test_a_process_that_died_between_two_forms_is_followed_by_another() -> None:
    judge = Beside(saying(b'{"hindrance": "no_lists"}\n'), patience=LAST_SECONDS)
    first = process_of(judge)
    first.kill()
    first.wait()

    assert hindrance(judge) == NO_LISTS
    assert process_of(judge) is not first
    judge.close()


def test_a_process_that_dies_over_a_form_costs_that_form_alone(beside: Beside) -> None:
    stopped = process_of(beside)
    stopped.send_signal(signal.SIGSTOP)
    killer = threading.Timer(0.2, stopped.kill)
    killer.start()

    assert hindrance(beside) == LOST
    assert beside(case()).report.accepted


def test_a_silent_process_is_waited_for_so_long_and_no_longer() -> None:
    judge = Beside(SILENT, patience=0.3)
    silent = process_of(judge)
    begun = steady()

    assert hindrance(judge) == LOST
    assert 0.3 <= steady() - begun < LAST_SECONDS
    assert silent.poll() is not None


def test_a_process_that_takes_nothing_in_is_not_waited_for_either() -> None:
    judge = Beside(SILENT, patience=0.3)

    with pytest.raises(NotJudged, match=LOST):
        judge(replace(case(), document=b"x" * 2_000_000))


def test_a_process_in_good_time_is_left_alone() -> None:
    judge = Beside(saying(b'{"hindrance": "none"}\n' * 9), patience=0.5)
    quick = process_of(judge)

    assert hindrance(judge) == "none"
    threading.Event().wait(0.7)

    assert quick.poll() is None
    judge.close()


def test_a_process_that_cannot_be_started_is_lost() -> None:
    assert hindrance(Beside(("/nowhere/judge",))) == LOST


def test_without_lists_nothing_is_judged_until_they_are_kept(begun: tuple[Beside, str]) -> None:
    judge, at_first = begun

    assert at_first == NO_LISTS
    assert judge(case()).report.accepted


def test_a_hindrance_is_no_reason_to_start_anew() -> None:
    judge = Beside(saying(b'{"hindrance": "no_lists"}\n' * 2), patience=LAST_SECONDS)
    process = process_of(judge)

    assert [hindrance(judge), hindrance(judge)] == [NO_LISTS] * 2
    assert process_of(judge) is process
    judge.close()


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"nonsense\n",
        b"\xff\xfe\n",
        b"7\n",
        b"null\n",
        b'"hindrance"\n',
        b'["hindrance"]\n',
        b"{}\n",
        b'{"asked": [], "report": "{}"}\n',
        b'{"asked": [], "report": 7}\n',
        b'{"asked": 7, "report": ""}\n',
        b'{"asked": [["a"]], "report": ""}\n',
        b'{"asked": [["!", "!"]], "report": ""}\n',
        b"[" * 20_000 + b"\n",
    ],
)
def test_nonsense_is_no_verdict_and_ends_its_process(line: bytes) -> None:
    judge = Beside(saying(line), patience=LAST_SECONDS)
    babbling = process_of(judge)

    assert hindrance(judge) == LOST
    assert babbling.poll() is not None


def test_whoever_asked_may_go_in_the_middle_of_a_word() -> None:
    written = io.BytesIO()
    write_case(written, case())
    whole = written.getvalue()

    assert read_case(io.BytesIO(whole)) == case()
    for cut in (0, 1, 50, whole.index(b"\n"), whole.index(b"\n") + 1, len(whole) - 1):
        assert read_case(io.BytesIO(whole[:cut])) is None


# ------------------------------------------------------------------ the end of whoever asks

_ASKING = """
import os, signal, sys, django
django.setup()
from ugyfelkapu.enrolment.judging import Beside
judge = Beside(sys.argv[2:])
print(judge._running().pid, flush=True)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
"""


def _is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


def _left_behind(end: str, *command: str) -> int:
    """Let somebody start a process beside, and end; return which process it was."""
    done = subprocess.run(
        [sys.executable, "-c", _ASKING, end, *command],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "ugyfelkapu.project.settings"},
        stdout=subprocess.PIPE,
        check=end != "killed",
    )
    return int(done.stdout)


@pytest.mark.proof
@pytest.mark.parametrize(("end", "command"), [("done", SILENT), ("killed", COMMAND)])
def test_the_process_beside_ends_with_whoever_asks(end: str, command: tuple[str, ...]) -> None:
    pid = _left_behind(end, *command)

    waiting = steady() + LAST_SECONDS
    while _is_alive(pid) and steady() < waiting:
        threading.Event().wait(0.05)
    assert not _is_alive(pid)
