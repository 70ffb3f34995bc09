# SPDX-License-Identifier: EUPL-1.2
"""Who the demo service signs out when the gate says so, and what it forgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.builders import AT
from ugyfelkapu.relying.provider import Tokens
from ugyfelkapu.relying.signing_in import Attempt, Level
from ugyfelkapu.relying.visitors import (
    LOGOUT_TOKENS_KEPT,
    MOST_ATTEMPTS,
    MOST_VISITORS,
    Notice,
    SignedIn,
    Visitor,
    Visitors,
)

TOKENS = Tokens("access", "refresh", "id", {"sub": "somebody", "sid": "first"}, {})
SIGNED_IN = SignedIn(TOKENS, {"sub": "somebody"}, "")


def arrived(visitors: Visitors, sid: str, sub: str = "somebody") -> Visitor:
    """Return somebody who signed in."""
    visitor = visitors.welcome()
    visitor.signed_in = replace(SIGNED_IN, tokens=replace(TOKENS, claims={"sub": sub, "sid": sid}))
    return visitor


def test_the_sign_in_that_is_named_ends_and_no_other() -> None:
    visitors = Visitors()
    meant, elsewhere = arrived(visitors, "first"), arrived(visitors, "second")

    visitors.end({"jti": "1", "sid": "first", "sub": "somebody"}, at=AT)

    assert meant.signed_in is None
    assert meant.take_notice()[0] is Notice.SIGNED_OUT_BY_GATE
    assert elsewhere.signed_in is not None


def test_without_a_named_sign_in_all_of_a_person_end() -> None:
    visitors = Visitors()
    meant, other = arrived(visitors, "first"), arrived(visitors, "second", "somebody else")

    visitors.end({"jti": "1", "sub": "somebody"}, at=AT)

    assert meant.signed_in is None
    assert other.signed_in is not None


def test_a_logout_token_is_heard_once() -> None:
    visitors = Visitors()
    visitors.end({"jti": "1", "sid": "first"}, at=AT)
    again = arrived(visitors, "first")

    heard = visitors.end({"jti": "1", "sid": "first"}, at=AT)

    assert not heard
    assert again.signed_in is not None


def test_tokens_heard_are_forgotten_once_they_are_void_anyway() -> None:
    visitors = Visitors()
    visitors.end({"jti": "1", "sid": "first"}, at=AT)

    visitors.end({"jti": "2", "sid": "first"}, at=AT + LOGOUT_TOKENS_KEPT + timedelta(seconds=1))

    assert visitors.end({"jti": "1", "sid": "first"}, at=AT)


def test_a_sign_in_gives_another_key() -> None:
    visitors = Visitors()
    visitor = visitors.welcome()
    before = visitor.key

    visitors.renew(visitor)

    assert visitors.known(before) is None
    assert visitors.known(visitor.key) is visitor


def test_of_too_many_visitors_the_one_longest_away_is_forgotten() -> None:
    visitors = Visitors()
    first, second = visitors.welcome(), visitors.welcome()
    visitors.known(first.key)

    for _ in range(MOST_VISITORS - 1):
        visitors.welcome()

    assert visitors.known(first.key) is first
    assert visitors.known(second.key) is None


def test_of_too_many_attempts_the_latest_count() -> None:
    visitor = Visitor("key")

    for number in range(MOST_ATTEMPTS + 1):
        visitor.keep(Attempt(str(number), "", "", Level.ANY, ""))

    assert list(visitor.attempts) == [str(number) for number in range(1, MOST_ATTEMPTS + 1)]
