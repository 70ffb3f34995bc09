# SPDX-License-Identifier: EUPL-1.2
"""Acts on the catalogue of connected services: adding, changing, disabling, enabling again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any  # columns of several types
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from ugyfelkapu.domain.characters import without_invisible
from ugyfelkapu.domain.disclosure import Datum, from_full_gate
from ugyfelkapu.domain.errors import ServiceNameTaken, ServiceUnnamed, Unknown
from ugyfelkapu.domain.events import ServiceAdded, ServiceChanged, ServiceDisabled, ServiceEnabled
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor, ActorKind
from ugyfelkapu.staff.rights import Right, require

from .models import Service


@dataclass(frozen=True, slots=True)
class Particulars:
    """What an operator says of a service; ``temporary`` marks it as open to temporary gates (D18)."""

    name: str
    owner: str
    name_en: str = ""
    owner_en: str = ""
    receives: tuple[Datum, ...] = ()
    temporary: bool = False


@act
def add_service(particulars: Particulars, *, by: Actor, at: datetime) -> UUID:
    """Add a service to the catalogue; return its identifier.

    Raises :class:`ServiceUnnamed`, :class:`ServiceNameTaken`, :class:`Forbidden`.
    """
    _require_operator(by)
    kept = _in_order(particulars)
    service_id = uuid4()
    with _name_once():
        Service.objects.create(id=service_id, added_at=at, **_columns(kept))
    record(ServiceAdded(subject=service_id, receives=_codes(kept), temporary=kept.temporary))
    return service_id


@act
def change_service(service_id: UUID, *, particulars: Particulars, by: Actor, at: datetime) -> None:
    """Change what the catalogue says of a service, and what it receives from now on.

    Raises :class:`Unknown`, :class:`ServiceUnnamed`, :class:`ServiceNameTaken`, :class:`Forbidden`.
    """
    _require_operator(by)
    kept = _in_order(particulars)
    with _name_once():
        changed = Service.objects.filter(id=service_id).update(**_columns(kept))
    if not changed:
        raise Unknown(service=service_id)
    record(ServiceChanged(subject=service_id, receives=_codes(kept), temporary=kept.temporary))


@act
def disable_service(service_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let nobody sign in to a service from now on. Raises :class:`Unknown`, :class:`Forbidden`."""
    _require_operator(by)
    _require_known(service_id)
    Service.objects.filter(id=service_id, disabled_at=None).update(disabled_at=at)
    record(ServiceDisabled(subject=service_id))


@act
def enable_service(service_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let people sign in to a disabled service again. Raises :class:`Unknown`, :class:`Forbidden`."""
    _require_operator(by)
    _require_known(service_id)
    Service.objects.filter(id=service_id).update(disabled_at=None)
    record(ServiceEnabled(subject=service_id))


def _require_operator(by: Actor) -> None:
    if by.kind is not ActorKind.OPERATOR:
        require(by, Right.RUN)


def _require_known(service_id: UUID) -> None:
    if not Service.objects.filter(id=service_id).exists():
        raise Unknown(service=service_id)


def _in_order(particulars: Particulars) -> Particulars:
    """Return particulars as they are kept: people trust a name that they read, so it hides nothing."""
    kept = replace(
        particulars,
        name=_plain(particulars.name),
        owner=_plain(particulars.owner),
        name_en=_plain(particulars.name_en),
        owner_en=_plain(particulars.owner_en),
        receives=from_full_gate(particulars.receives),
    )
    if not kept.name or not kept.owner:
        raise ServiceUnnamed
    return kept


def _plain(text: str) -> str:
    return " ".join(without_invisible(text).split())


@contextmanager
def _name_once() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ServiceNameTaken from None


def _columns(kept: Particulars) -> dict[str, Any]:
    return {**asdict(kept), "receives": [str(datum) for datum in kept.receives]}


def _codes(kept: Particulars) -> str:
    return " ".join(kept.receives)
