# SPDX-License-Identifier: EUPL-1.2
"""Who is here: sessions in the memory of the one process; they end with it."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final  # claims are open JSON

from .provider import Tokens
from .signing_in import Attempt

MOST_VISITORS: Final = 1000
MOST_ATTEMPTS: Final = 5
LOGOUT_TOKENS_KEPT: Final = timedelta(minutes=10)


class Notice(StrEnum):
    """What the next page says once."""

    SIGNED_IN = "signed_in"
    STEPPED_UP = "stepped_up"
    REFRESHED = "refreshed"
    ASKED_AGAIN = "asked_again"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_BY_GATE = "signed_out_by_gate"
    LAPSED = "lapsed"
    DECLINED = "declined"
    UNMET = "unmet"
    REFUSED = "refused"
    UNTRUSTED = "untrusted"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and what the gate told of them."""

    tokens: Tokens
    userinfo: Mapping[str, Any]
    request: str

    @property
    def sub(self) -> str:
        """Return the connection code: by it this service, and no other, knows the person."""
        return str(self.tokens.claims["sub"])

    @property
    def sid(self) -> str:
        """Return the name of the sign-in, by which the gate ends it."""
        return str(self.tokens.claims.get("sid", ""))


@dataclass(slots=True)
class Visitor:
    """One browser."""

    key: str
    attempts: OrderedDict[str, Attempt] = field(default_factory=OrderedDict)
    signed_in: SignedIn | None = None
    notice: Notice | None = None
    detail: str = ""
    ended_at: datetime | None = None
    leaving: str = ""

    def keep(self, attempt: Attempt) -> None:
        """Remember a sign-in that begins; of several windows the latest few count."""
        self.attempts[attempt.state] = attempt
        while len(self.attempts) > MOST_ATTEMPTS:
            self.attempts.popitem(last=False)

    def tell(self, notice: Notice, detail: str = "") -> None:
        """Let the next page say something."""
        self.notice, self.detail = notice, detail

    def take_notice(self) -> tuple[Notice | None, str]:
        """Return what is to be said, once."""
        said = self.notice, self.detail
        self.notice, self.detail = None, ""
        return said


class Visitors:
    """All of them; of too many the one longest away is forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._present: OrderedDict[str, Visitor] = OrderedDict()
        self._heard: OrderedDict[str, datetime] = OrderedDict()

    def known(self, key: str) -> Visitor | None:
        """Return whose cookie this is."""
        with self._lock:
            visitor = self._present.get(key)
            if visitor is not None:
                self._present.move_to_end(key)
            return visitor

    def welcome(self) -> Visitor:
        """Return somebody new."""
        visitor = Visitor(secrets.token_urlsafe(32))
        with self._lock:
            self._present[visitor.key] = visitor
            while len(self._present) > MOST_VISITORS:
                self._present.popitem(last=False)
        return visitor

    def renew(self, visitor: Visitor) -> None:
        """Give somebody another key: whoever knew the one from before the sign-in gains nothing."""
        with self._lock:
            self._present.pop(visitor.key, None)
            visitor.key = secrets.token_urlsafe(32)
            self._present[visitor.key] = visitor

    def end(self, claims: Mapping[str, Any], *, at: datetime) -> bool:
        """Sign out whom a logout token names; ``False`` where the same token was heard before."""
        with self._lock:
            if claims["jti"] in self._heard:
                return False
            self._heard[claims["jti"]] = at
            while self._heard and next(iter(self._heard.values())) < at - LOGOUT_TOKENS_KEPT:
                self._heard.popitem(last=False)
            for visitor in self._present.values():
                if visitor.signed_in is not None and _is_named(visitor.signed_in, claims):
                    visitor.signed_in = None
                    visitor.ended_at = at
                    visitor.tell(Notice.SIGNED_OUT_BY_GATE)
            return True


def _is_named(signed_in: SignedIn, claims: Mapping[str, Any]) -> bool:
    if claims.get("sid"):
        return bool(signed_in.sid == claims["sid"])
    return bool(signed_in.sub == claims.get("sub"))
