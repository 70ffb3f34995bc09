# SPDX-License-Identifier: EUPL-1.2
"""Trusted lists of the test world: what they say of whom, and what may be wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any  # for dataclasses.replace, which takes whatever the class has

from .people import Authority, Operator, Responder, Unit
from .world import Label

_SERVICES = "http://uri.etsi.org/TrstSvc/Svctype"
_STATUSES = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus"
CA_QC, QTST, OCSP_QC, CA_PKC = (
    f"{_SERVICES}/CA/QC",
    f"{_SERVICES}/TSA/QTST",
    f"{_SERVICES}/Certstatus/OCSP/QC",
    f"{_SERVICES}/CA/PKC",
)
GRANTED, WITHDRAWN = f"{_STATUSES}/granted", f"{_STATUSES}/withdrawn"
RECOGNISED, SUPERVISED = f"{_STATUSES}/recognisedatnationallevel", f"{_STATUSES}/undersupervision"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ISSUED_AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
NEXT_UPDATE_AT = datetime(2027, 5, 20, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Rule:
    """A qualification: qualifiers for the certificates of a policy or with some key usage."""

    qualifiers: tuple[str, ...]
    needs: str = "all"
    policies: tuple[str, ...] = ()
    key_usage: tuple[tuple[str, bool], ...] = ()
    subject_attributes: tuple[str, ...] = ()
    unknown: bool = False
    """A criterion that nobody knows is among them."""


@dataclass(frozen=True)
class Past:
    """How a service stood before."""

    status: str
    since: datetime
    key_of: Label | None = None
    """Whose key the entry names; None: the service's own."""
    by_subject: bool = False
    """The entry names the subject, not the key."""


@dataclass(frozen=True)
class Listed:
    """A service as a list has it."""

    holders: tuple[Label, ...]
    purpose: str = CA_QC
    status: str = GRANTED
    since: datetime = LONG_AGO
    kinds: tuple[str, ...] = ("ForeSignatures", "ForeSeals")
    provider: str = "Minta Szolgáltató Zrt."
    history: tuple[Past, ...] = ()
    rules: tuple[Rule, ...] = ()
    taken_over: bool = False
    unknown_critical: bool = False
    malformed: bool = False
    """Its certificate is cut short."""
    malformed_name: bool = False
    """The subject of its certificate is no valid name."""


SERVICES: dict[str, Listed] = {
    "qualified": Listed((Authority.QUALIFIED,)),
    "sibling": Listed((Authority.SIBLING,)),
    "border": Listed((Authority.BORDER,)),
    "border-answers": Listed((Responder.SIBLING,), OCSP_QC, kinds=()),
    "withdrawn": Listed(
        (Authority.WITHDRAWN,),
        status=WITHDRAWN,
        since=datetime(2026, 6, 1, tzinfo=UTC),
        history=(Past(GRANTED, LONG_AGO),),
    ),
    "late": Listed((Authority.LATE,), since=datetime(2026, 10, 1, tzinfo=UTC)),
    "former": Listed(
        (Authority.FORMER,),
        status=WITHDRAWN,
        since=datetime(2026, 11, 1, tzinfo=UTC),
        history=(Past(GRANTED, LONG_AGO),),
    ),
    "taken-over": Listed((Authority.TAKEN_OVER,), taken_over=True),
    "unit": Listed((Unit.TSU,), QTST, kinds=()),
    "units": Listed((Authority.LISTED_TSA,), QTST, kinds=()),
}
"""What the national list says, by a name to change it by."""


@dataclass(frozen=True)
class Lists:
    """The lists to be made; as they stand, everything is in order."""

    services: tuple[tuple[str, Listed], ...] = tuple(SERVICES.items())
    territory: str = "HU"
    named_territory: str = "HU"
    """The territory by which the list of the lists points to it."""
    version: int = 6
    sequence: int = 7
    issued_at: datetime = ISSUED_AT
    next_update_at: datetime | None = NEXT_UPDATE_AT
    signer: Operator = Operator.STATE
    top_sequence: int = 40
    top_issued_at: datetime = ISSUED_AT
    top_next_update_at: datetime = NEXT_UPDATE_AT
    top_signer: Operator = Operator.COMMISSION
    pinned: Operator | None = Operator.COMMISSION
    """Whose certificate lies beside the lists; None: the Official Journal's hold."""
    pivot: bool = False
    """A pivot, signed by the commission, hands over to the next one, who signs the list of the lists."""
    tampered: bool = False
    """A withdrawn service became a granted one after the national list was signed."""
    own: bool = False
    """A list of our own, with the unlisted authority on it, lies beside."""
    without_top: bool = False

    def changed(self, name: str, **values: Any) -> Lists:
        """Return the lists with one service changed."""
        known = dict(self.services)
        known[name] = replace(known[name], **values)
        return replace(self, services=tuple(known.items()))

    def alone(self, listed: Listed) -> Lists:
        """Return the lists with this service alone on the national one."""
        return replace(self, services=(("alone", listed),))
