# SPDX-License-Identifier: EUPL-1.2
"""Claims with an account of how they were verified (OpenID Connect for Identity Assurance 1.0).

A service says in its request which elements of the account it wants, and may name values that alone will
do. Whether they fit is decided once, when the person signs in; what rests afterwards is which elements
and claims are shown, never a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, Self  # claims and wishes are open JSON

from ugyfelkapu.domain.ports import Register

from .claims_request import ClaimWish

TRUST_FRAMEWORK: Final = "hu_ugyfelkapu"
"""Our own: the registration rules of the client gate are no notified scheme of eIDAS."""

LOW: Final = "low"
SUBSTANTIAL: Final = "substantial"
DOCUMENT: Final = "document"
RECORD: Final = "electronic_record"
SIGNATURE: Final = "electronic_signature"
EVIDENCE_TYPES: Final = (DOCUMENT, RECORD, SIGNATURE)
DOCUMENT_TYPES: Final = MappingProxyType(
    {"id_card": "idcard", "passport": "passport", "driving_licence": "driving_permit"}
)
RECORD_TYPE: Final = "population_register"
"""Both registers answer the same question; which of them did is nobody's business."""

CHECK_METHODS: Final = ("vpip", "pvp")
"""How a clerk checks: the document by looking at it, and its holder's face against it."""

_CHECKS: Final = MappingProxyType({DOCUMENT: CHECK_METHODS, RECORD: ("data",), SIGNATURE: ("vcrypt",)})
_REGISTERS: Final = frozenset(Register)

VERIFIABLE: Final = (
    "name",
    "family_name",
    "given_name",
    "birth_family_name",
    "birth_given_name",
    "birthdate",
    "place_of_birth",
    "mother_birth_family_name",
    "mother_birth_given_name",
    "nationalities",
)
"""What registration compares with documents and registers; an e-mail address is not among it."""

BY_SIGNATURE: Final = "signature"
UNQUALIFIED: Final = "certificate"
"""What proofing by a certificate that is not qualified has for a document."""
MOST_WISHES: Final = 10

_CONDITIONS: Final = frozenset({"value", "values", "max_age"})
_ABOUT_WISHES: Final = _CONDITIONS | {"essential", "purpose"}
_NAMES_OF_ENTRIES: Final = ("type", "check_method")
_ALWAYS_SHOWN: Final = frozenset({"trust_framework", *_NAMES_OF_ENTRIES})

Shape = Mapping[str, Any] | None
"""Which elements of something are shown: all of it, or by name; entries of lists go by their type."""


class _UnmetError(Exception):
    """A condition of a wish does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofed:
    """How it was established who somebody is, and when (D7).

    ``method`` is desk, document_only or signature; ``document`` a kind of domain/documents.py and
    ``register`` one of domain/ports.py, each empty where there was none.
    """

    method: str
    document: str
    issuing_country: str
    register: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VerifiedGranted:
    """The answer to one wish: which elements of the account are shown, and names of claims."""

    verification: Mapping[str, Any]
    claims: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as it rests."""
        return {"verification": dict(self.verification), "claims": list(self.claims)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return what rested."""
        return cls(stored["verification"], tuple(stored["claims"]))


def names_asked(wishes: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the names of verifiable claims in requests for verified claims."""
    asked = (wish.get("claims") for wish in wishes)
    return {name for claims in asked if isinstance(claims, Mapping) for name in VERIFIABLE if name in claims}


def reduced(
    wishes: Iterable[Mapping[str, Any]],
    values: Mapping[str, Any],
    proofed: Proofed | None,
    *,
    at: datetime,
) -> tuple[VerifiedGranted, ...]:
    """Return what is left of wishes for one person; ``values`` are the claims that may be told.

    A condition on the account that does not hold takes the whole wish away, one on a claim that claim;
    what is unknown or not to be had is left out, essential or not, and no claims are no answer
    (Identity Assurance 1.0, 5.7). Nobody whose data are only claimed is verified at all (D17).
    """
    if proofed is None:
        return ()
    shown = (_reduced(wish, values, account(proofed), at) for wish in list(wishes)[:MOST_WISHES])
    return tuple(each for each in shown if each is not None)


def verified_claims(
    granted: Iterable[VerifiedGranted], values: Mapping[str, Any], proofed: Proofed
) -> dict[str, Any]:
    """Return ``verified_claims`` as it is told: one object, or several where several were asked for."""
    whole = account(proofed)
    told = [
        {"verification": _shown(whole, each.verification), "claims": claims}
        for each in granted
        if (claims := {name: values[name] for name in each.claims if name in values})
    ]
    if not told:
        return {}
    return {"verified_claims": told if len(told) > 1 else told[0]}


def account(proofed: Proofed) -> dict[str, Any]:
    """Return how somebody was verified, without any number.

    The time is told by its day: to the second it would be a number by which services could tell that two
    of their people are one (D19).
    """
    signed = proofed.method == BY_SIGNATURE
    checked = proofed.document != UNQUALIFIED if signed else proofed.register in _REGISTERS
    return {
        "trust_framework": TRUST_FRAMEWORK,
        "assurance_level": SUBSTANTIAL if checked else LOW,
        "time": proofed.at.astimezone(UTC).strftime("%Y-%m-%dT00:00Z"),
        **({"evidence": evidence} if (evidence := _evidence(proofed)) else {}),
    }


def _evidence(proofed: Proofed) -> list[dict[str, Any]]:
    evidence: list[dict[str, Any]] = []
    if proofed.document in DOCUMENT_TYPES:
        details = {
            "type": DOCUMENT_TYPES[proofed.document],
            "issuer": {"country_code": proofed.issuing_country},
        }
        evidence.append({**_entry(DOCUMENT), "document_details": details})
    if proofed.register in _REGISTERS:
        evidence.append({**_entry(RECORD), "record": {"type": RECORD_TYPE}})
    if proofed.method == BY_SIGNATURE:
        evidence.append(_entry(SIGNATURE))
    return evidence


def _entry(kind: str) -> dict[str, Any]:
    return {"type": kind, "check_details": [{"check_method": method} for method in _CHECKS[kind]]}


def _reduced(
    wish: Mapping[str, Any], values: Mapping[str, Any], whole: Mapping[str, Any], at: datetime
) -> VerifiedGranted | None:
    claims = wish.get("claims")
    if not isinstance(claims, Mapping):
        return None
    names = tuple(
        name
        for name in VERIFIABLE
        if name in claims and name in values and _holds(claims[name], values[name], at)
    )
    if not names:
        return None
    try:
        shape = _shape(wish.get("verification"), whole, at)
    except _UnmetError:
        return None
    return VerifiedGranted(shape or {}, names)


def _shape(wish: object, value: Any, at: datetime) -> Shape:
    """Return which elements of a value a wish shows. Raises :class:`_UnmetError`."""
    if isinstance(value, list):
        return _shape_of_entries(wish if isinstance(wish, list) else [wish], value, at)
    if not _holds(wish, value, at):
        raise _UnmetError
    if not isinstance(wish, Mapping) or not isinstance(value, Mapping):
        return None
    asked = {name: each for name, each in wish.items() if name not in _ABOUT_WISHES}
    if any(name not in value and _has_condition(each) for name, each in asked.items()):
        raise _UnmetError
    shape = {name: _shape(each, value[name], at) for name, each in asked.items() if name in value}
    return shape if asked else None


def _shape_of_entries(wishes: list[object], entries: list[Any], at: datetime) -> Shape:
    """Return which entries of a list wishes show. They are joined by *or*: one must find what it is after."""
    shape: dict[str, Any] = {}
    for wish in wishes:
        for entry in entries:
            try:
                part = _shape(wish, entry, at)
            except _UnmetError:
                continue
            name = _name(entry)
            shape[name] = _merged(shape[name], part) if name in shape else part
    if not shape:
        raise _UnmetError
    return shape


def _holds(wish: object, value: object, at: datetime) -> bool:
    """Say whether a value meets the conditions of a wish, if it has any; a bare text is one."""
    if isinstance(wish, str):
        return value == wish
    if not isinstance(wish, Mapping):
        return True
    values = wish.get("values") or []
    if not isinstance(values, list) or not ClaimWish(False, wish.get("value"), tuple(values)).fits(value):
        return False
    return wish.get("max_age") is None or _is_young(value, wish["max_age"], at)


def _is_young(value: object, max_age: object, at: datetime) -> bool:
    if not isinstance(value, str) or isinstance(max_age, bool) or not isinstance(max_age, int | float):
        return False
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return False
    return (at - moment.replace(tzinfo=moment.tzinfo or UTC)).total_seconds() <= max_age


def _has_condition(wish: object) -> bool:
    if isinstance(wish, list):
        return any(_has_condition(each) for each in wish)
    if not isinstance(wish, Mapping):
        return isinstance(wish, str)
    return any(
        each is not None if name in _CONDITIONS else _has_condition(each) for name, each in wish.items()
    )


def _merged(one: Shape, other: Shape) -> Shape:
    if one is None or other is None:
        return None
    both = {name: _merged(one[name], other[name]) for name in one.keys() & other.keys()}
    return {**one, **other, **both}


def _shown(value: Any, shape: Shape) -> Any:
    """Return the elements of a value that are shown; what an entry is called always is."""
    if shape is None:
        return value
    if isinstance(value, list):
        return [_shown(entry, shape[_name(entry)]) for entry in value if _name(entry) in shape]
    return {
        name: _shown(part, shape.get(name))
        for name, part in value.items()
        if name in shape or name in _ALWAYS_SHOWN
    }


def _name(entry: Mapping[str, str]) -> str:
    """Return what an entry of a list is called: a person has one of each type."""
    return next(entry[name] for name in _NAMES_OF_ENTRIES if name in entry)
