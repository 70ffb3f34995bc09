# SPDX-License-Identifier: EUPL-1.2
"""Many clients at one line: each in a process of its own, released at the same moment."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
WAIT_SECONDS = 60.0
FORKS = multiprocessing.get_context("forkserver")
"""Setting the product up takes a second: one process does it, and nothing more; all others are its forks."""
FORKS.set_forkserver_preload(["tests.awake"])


def _run(
    barrier: Barrier,
    answers: Queue[tuple[int, Result]],
    place: int,
    work: Callable[[Task], Result],
    task: Task,
) -> None:
    barrier.wait(WAIT_SECONDS)
    answers.put((place, work(task)))


def race(work: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
    """Call ``work`` (a function of a module) once for each task, all at once; return the answers in order.

    What needs preparing (a page with its token, a connection) belongs into a task, before the race.
    """
    barrier = FORKS.Barrier(len(tasks))
    answers: Queue[tuple[int, Result]] = FORKS.Queue()
    runners = [
        FORKS.Process(target=_run, args=(barrier, answers, place, work, task), daemon=True)
        for place, task in enumerate(tasks)
    ]
    for runner in runners:
        runner.start()
    arrived: dict[int, Result] = dict(answers.get(timeout=WAIT_SECONDS) for _ in tasks)
    for runner in runners:
        runner.join(WAIT_SECONDS)
        assert runner.exitcode == 0, f"a client of the race ended with {runner.exitcode}"
    return [arrived[place] for place in range(len(tasks))]
