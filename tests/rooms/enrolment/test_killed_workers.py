# SPDX-License-Identifier: EUPL-1.2
"""A worker that is killed over a signed form leaves it to the next: one gate, one letter, nothing twice."""

from __future__ import annotations

import signal
from dataclasses import replace

import pytest

from tests.races import FORKS, WAIT_SECONDS, race
from tests.rooms.enrolment.racing_forms import Form, Left, after, look, put_off
from ugyfelkapu.enrolment.services.judging import PAUSES


def killed(form: Form) -> bool:
    """Let a process look at a form; say whether it was killed over it."""
    worker = FORKS.Process(target=look, args=(form,))
    worker.start()
    worker.join(WAIT_SECONDS)
    return worker.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("dies", ["register", pytest.param("decision", marks=pytest.mark.proof)])
def test_a_form_whose_worker_is_killed_is_looked_at_again_after_its_lease(
    database_url: str, dies: str
) -> None:
    first = race(put_off, [database_url])[0]
    due = replace(first, at=first.at + PAUSES[0])

    assert killed(replace(due, dies=dies))

    came = race(after, [due])[0]
    assert (came.leased, came.between) == (False, Left([], ["later"], [], {"SignedFormSent": 1}))
    assert (came.again, came.opened) == ([True, False], "opened")
    assert came.left == Left(
        ["active"],
        [],
        ["confirm_address", "signature_accepted", "signed_gate"],
        {"SignedFormSent": 1, "SignerEstablished": 1, "RegisteredBySignature": 1},
    )
