# SPDX-License-Identifier: EUPL-1.2
"""``@act``: one durable transaction that leaves a trace, or nothing at all.

An act that records nothing is undone. A refusal undoes the act and is recorded afterwards, on its
own, so that doors never have to log. Acts do not nest.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import transaction

from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.domain.events import Event, Refused
from ugyfelkapu.vault.bulk import insert_many

from .actor import Actor
from .models import Entry
from .seals import seal_of

P = ParamSpec("P")
R = TypeVar("R")


class ActWithoutTrace(RuntimeError):  # noqa: N818
    """An act recorded nothing; it was undone."""


class NoAct(RuntimeError):  # noqa: N818
    """Something that belongs inside an act was called outside one."""


@dataclass(slots=True)
class Act:
    """The act under way: who, when, and what happened so far."""

    by: Actor
    at: datetime
    events: list[Event] = field(default_factory=list)


_current: ContextVar[Act | None] = ContextVar("act", default=None)


def current() -> Act:
    """Return the act under way. Raises :class:`NoAct`."""
    underway = _current.get()
    if underway is None:
        raise NoAct
    return underway


def record(event: Event) -> None:
    """Note in the journal what happened; written with the act."""
    current().events.append(event)


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Make a service an act. It must take ``by`` (an :class:`Actor`) and ``at`` by keyword."""

    @wraps(function)
    def performed(*args: P.args, **kwargs: P.kwargs) -> R:
        underway = Act(by=cast(Actor, kwargs["by"]), at=cast(datetime, kwargs["at"]))
        try:
            return _perform(underway, lambda: function(*args, **kwargs), function.__qualname__)
        except Refusal as refusal:
            _note_refusal(underway, refusal, function)
            raise

    return performed


def _perform(underway: Act, body: Callable[[], R], name: str) -> R:
    if _current.get() is not None:
        raise RuntimeError(f"acts do not nest: {name}")
    with transaction.atomic(durable=True):
        token = _current.set(underway)
        try:
            result = body()
        finally:
            _current.reset(token)
        if not underway.events:
            raise ActWithoutTrace(name)
        _write(underway)
    return result


def _note_refusal(underway: Act, refusal: Refusal, function: Callable[..., object]) -> None:
    about = refusal.data.get("subject")
    place = f"{function.__module__.removeprefix('ugyfelkapu.').removesuffix('.services')}.{function.__name__}"
    underway.events = [
        Refused(subject=about if isinstance(about, UUID) else None, act=place, code=refusal.code)
    ]
    with transaction.atomic(durable=True):
        _write(underway)


def _write(underway: Act) -> None:
    at, kind, by, office = underway.at, str(underway.by.kind), underway.by.id, underway.by.office
    rows = []
    for event in underway.events:
        name, subject, details = type(event).__name__, event.subject, event.details()
        rows.append((name, subject, details, seal_of(at, name, kind, by, office, subject, details)))
    same = {"at": at, "actor_kind": kind, "actor_id": by, "office": office}
    insert_many(Entry, ("event", "subject", "details", "mac"), rows, same=same)
