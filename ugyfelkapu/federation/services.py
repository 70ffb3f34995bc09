# SPDX-License-Identifier: EUPL-1.2
"""Acts on the catalogue of connected services: adding, changing, disabling, enabling again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any  # columns of several types
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from ugyfelkapu.domain.characters import without_invisible
from ugyfelkapu.domain.disclosure import Datum, from_full_gate
from ugyfelkapu.domain.errors import ServiceNameTaken, ServiceUnnamed, Unknown
from ugyfelkapu.domain.events import ServiceAdded, ServiceChanged, ServiceDisabled, ServiceEnabled
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor

from .connecting import Connected, connect, require_level, tell_everybody
from .models import Service
from .oidc.models import Grant
from .operators import require_operator
from .registration import Registration


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a service asks for something, as people read it before they agree."""

    hu: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What an operator says of a service; ``temporary`` marks it as open to temporary gates (D18).

    ``statutory``: a statute gives it the data, so nobody is asked whether it may have them.
    """

    name: str
    owner: str
    name_en: str = ""
    owner_en: str = ""
    receives: tuple[Datum, ...] = ()
    temporary: bool = False
    purposes: Mapping[Datum, Purpose] = field(default_factory=lambda: MappingProxyType({}))
    statutory: bool = False


@act
def add_service(particulars: Particulars, *, by: Actor, at: datetime) -> UUID:
    """Add a service to the catalogue; return its identifier. Nobody can sign in to it yet.

    Raises :class:`ServiceUnnamed`, :class:`ServiceNameTaken`, :class:`Forbidden`.
    """
    return _added(particulars, by=by, at=at)


@act
def connect_service(
    particulars: Particulars, *, registration: Registration, by: Actor, at: datetime
) -> Connected:
    """Add a service with what it registered: it is on trial until it has shown that it works.

    Raises what :func:`add_service` raises, :class:`ClientIdTaken`, :class:`MetadataRefused`.
    """
    service_id = _added(particulars, by=by, at=at)
    return connect(service_id, registration, temporary=particulars.temporary, live_at=None)


@act
def connect_without_trial(
    particulars: Particulars, *, registration: Registration, by: Actor, at: datetime
) -> Connected:
    """Add a service that nobody has tried out: everybody may sign in at once. For development.

    Raises what :func:`connect_service` raises.
    """
    service_id = _added(particulars, by=by, at=at)
    return connect(service_id, registration, temporary=particulars.temporary, live_at=at)


def _added(particulars: Particulars, *, by: Actor, at: datetime) -> UUID:
    require_operator(by)
    kept = _in_order(particulars)
    service_id = uuid4()
    with _name_once():
        Service.objects.create(id=service_id, added_at=at, **_columns(kept))
    record(ServiceAdded(subject=service_id, **_noted(kept)))
    return service_id


@act
def change_service(service_id: UUID, *, particulars: Particulars, by: Actor, at: datetime) -> None:
    """Change what the catalogue says of a service, and what it receives from now on.

    Where it is closed to temporary gates, their tokens end. Raises :class:`Unknown`,
    :class:`ServiceUnnamed`, :class:`ServiceNameTaken`, :class:`MetadataRefused`, :class:`Forbidden`.
    """
    require_operator(by)
    kept = _in_order(particulars)
    require_level(service_id, temporary=kept.temporary)
    closing = not kept.temporary and Service.objects.filter(id=service_id, temporary=True).exists()
    with _name_once():
        changed = Service.objects.filter(id=service_id).update(**_columns(kept))
    if not changed:
        raise Unknown(service=service_id)
    if closing:
        _end_tokens_of_temporary_gates(service_id, at=at)
    tell_everybody()
    record(ServiceChanged(subject=service_id, **_noted(kept)))


@act
def disable_service(service_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let nobody sign in to a service from now on. Raises :class:`Unknown`, :class:`Forbidden`."""
    require_operator(by)
    _require_known(service_id)
    Service.objects.filter(id=service_id, disabled_at=None).update(disabled_at=at)
    tell_everybody()
    record(ServiceDisabled(subject=service_id))


@act
def enable_service(service_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let people sign in to a disabled service again. Raises :class:`Unknown`, :class:`Forbidden`."""
    require_operator(by)
    _require_known(service_id)
    Service.objects.filter(id=service_id).update(disabled_at=None)
    tell_everybody()
    record(ServiceEnabled(subject=service_id))


def _end_tokens_of_temporary_gates(service_id: UUID, *, at: datetime) -> None:
    living = Grant.objects.filter(client__service_id=service_id, revoked_at=None, ends_at__gt=at)
    living.filter(account__state=State.TEMPORARY).update(revoked_at=at)


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
        purposes=_purposes(particulars),
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


def _purposes(particulars: Particulars) -> dict[Datum, Purpose]:
    """Return the purposes of what the service receives, in order; none of what it does not."""
    said = {
        datum: Purpose(_plain(particulars.purposes[datum].hu), _plain(particulars.purposes[datum].en))
        for datum in from_full_gate(particulars.receives)
        if datum in particulars.purposes
    }
    return {datum: purpose for datum, purpose in said.items() if purpose.hu}


def _columns(kept: Particulars) -> dict[str, Any]:
    return {
        "name": kept.name,
        "owner": kept.owner,
        "name_en": kept.name_en,
        "owner_en": kept.owner_en,
        "receives": [str(datum) for datum in kept.receives],
        "temporary": kept.temporary,
        "purposes": {str(datum): [purpose.hu, purpose.en] for datum, purpose in kept.purposes.items()},
        "statutory": kept.statutory,
    }


def _noted(kept: Particulars) -> dict[str, Any]:
    return {"receives": " ".join(kept.receives), "temporary": kept.temporary, "statutory": kept.statutory}
