# SPDX-License-Identifier: EUPL-1.2
"""The machine bites: whichever rule of the product is broken on purpose, some walk notices.

The same walks agree where nothing is broken, so it is the broken rule that they notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import ModuleType, SimpleNamespace
from typing import Any  # stand-ins take whatever the function takes that they break
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from ugyfelkapu.access import sessions
from ugyfelkapu.access.models import Session
from ugyfelkapu.access.services import addresses
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, Confirmation
from ugyfelkapu.accounts.services import (
    activating,
    closing,
    confirming,
    erasing,
    finalising,
    moving,
    opening,
    registering,
    resetting,
)
from ugyfelkapu.accounts.services.confirming import Wish
from ugyfelkapu.accounts.services.outcomes import CodeVerdict
from ugyfelkapu.domain import deadlines
from ugyfelkapu.domain.matching import Same
from ugyfelkapu.journal import act, clock_watch

from .machine import GateMachine
from .people import cast
from .test_machine import CALM

pytestmark = [pytest.mark.proof, pytest.mark.once, pytest.mark.django_db]
WALKS = settings(CALM, derandomize=True, max_examples=300, phases=[Phase.generate], print_blob=False)
A_DAY = timedelta(days=1)
whole_end_of = deadlines.end_of
whole_redemption = confirming.redeem_confirmation


def _nothing(*arguments: Any, **named: Any) -> None:
    """Do nothing."""


@contextmanager
def _never_undone(*, durable: bool) -> Iterator[None]:
    """Keep what an act wrote before it was refused or died."""
    ending: BaseException | None = None
    with transaction.atomic():
        try:
            yield
        except BaseException as raised:  # noqa: BLE001  whatever ends an act
            ending = raised
    if ending is not None:
        raise ending


def _a_day_late(day: date) -> datetime:
    return whole_end_of(day + A_DAY)


def _days_of_24_hours(day: date) -> datetime:
    return deadlines.start_of(day).astimezone(UTC) + A_DAY


def _own_five_days(issued_at: datetime, *, gate_ends_at: datetime | None) -> datetime:
    return deadlines.ends_at(deadlines.Period.ACTIVATION_CODE, issued_at)


def _whoever_has_the_name(username: str, *, at: datetime) -> Account | None:
    return Account.objects.filter(username_key=keys.username_key(username)).first()


def _any_gate_that_ends(rows: Any) -> Any:
    return rows.model.objects.exclude(ends_at=None).order_by("ends_at").select_for_update()


def _any_session(token: str, *, at: datetime) -> Session | None:
    living = Session.objects.select_related("account").exclude(account__generation=F("generation") - 1)
    return living.filter(digest=sessions.digest(token), account__state__in=sessions.OPEN_STATES).first()


def _newest_wish(account_id: UUID, wish: Wish, *, code: str, at: datetime) -> Confirmation | None:
    newest = Confirmation.objects.filter(account_id=account_id, purpose=wish, dead_at=None).first()
    return newest or whole_redemption(account_id, wish, code=code, at=at)


def _prolonging_move(account: Account, trigger: Any, **changes: Any) -> None:
    prolonged = {} if account.ends_at is None else {"ends_at": account.ends_at + 30 * A_DAY}
    moving.move(account, trigger, **changes, **prolonged)


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule, and where the product keeps it."""

    rule: str
    place: ModuleType
    name: str
    by: Callable[..., Any] | SimpleNamespace


BROKEN = (
    Broken("D1: a deadline comes a day late", deadlines, "end_of", _a_day_late),
    Broken("D1: every day has twenty-four hours", deadlines, "end_of", _days_of_24_hours),
    Broken("I1: a code is not used up", activating, "redeem", lambda code, *, at: CodeVerdict.RIGHT),
    Broken("I2: no end is ever looked at", deadlines, "passed", lambda end, at: False),
    Broken("D2: a code outlives its gate", deadlines, "code_ends_at", _own_five_days),
    Broken("I3: codes for whom the sixty days have passed", resetting, "holder", _whoever_has_the_name),
    Broken("I4: a sweep looks at no deadline", erasing, "free_of_others", _any_gate_that_ends),
    Broken("D4: a reset prolongs a temporary gate", resetting, "move", _prolonging_move),
    Broken("D5: the form may speak of anybody", finalising, "compare", lambda claimed, known: Same()),
    Broken("I7: a clerk serves themselves", registering, "require_not_own", _nothing),
    Broken("I12: a session outlives its generation", sessions, "citizens_session", _any_session),
    Broken("D10: any code proves an address", addresses, "redeem_confirmation", _newest_wish),
    Broken("D21: codes outlive a closed gate", closing, "end_codes", _nothing),
    Broken("D18: any number of letters", opening, "take_claim_letter", lambda account, *, at: True),
    Broken("I15: an act that dies leaves a half", act, "transaction", SimpleNamespace(atomic=_never_undone)),
    Broken("I16: a letter is not posted", activating, "post", _nothing),
    Broken("I17: a clock set back is believed", clock_watch, "keep_up", _nothing),
)


def test_the_same_walks_find_nothing_where_nothing_is_broken() -> None:
    GateMachine.cast, GateMachine.steps = cast(), 0

    run_state_machine_as_test(GateMachine, settings=WALKS)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.rule)
def test_a_broken_rule_is_noticed(
    broken: Broken, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    GateMachine.cast, GateMachine.steps = cast(), 0
    assert hasattr(broken.place, broken.name)
    monkeypatch.setattr(broken.place, broken.name, broken.by)

    with pytest.raises(AssertionError) as noticed:
        run_state_machine_as_test(GateMachine, settings=WALKS)

    with capsys.disabled():
        first = str(noticed.value).partition("\n")[0][:100]
        print(f"\n{broken.rule}: noticed at step {GateMachine.steps} ({first})")  # noqa: T201
