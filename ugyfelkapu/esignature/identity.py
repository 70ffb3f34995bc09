# SPDX-License-Identifier: EUPL-1.2
"""Who a validated certificate says that its holder is; every outcome is a value, no match is made here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from asn1crypto import core, x509

from .trust.qualification import Level

_OIDS: Final = {
    "2.5.4.42": "given_name",
    "2.5.4.4": "surname",
    "2.5.4.3": "common_name",
    "2.5.4.5": "serial_number",
    "2.5.4.10": "organisation",
    "2.5.4.97": "organisation_identifier",
    "2.5.4.65": "pseudonym",
    "2.5.4.6": "country",
}
_NATURAL: Final = re.compile(r"(PAS|IDC|PNO|TAX|TIN)([A-Z]{2})-([\x21-\x7e]{1,60})")
_NATIONAL: Final = re.compile(r"([A-Z]{2}):([A-Z]{2})-([\x21-\x7e]{1,60})")
_OBJECT_IDENTIFIER: Final = re.compile(r"[0-2](\.(0|[1-9][0-9]{0,17})){2,40}")
_SEALS: Final = frozenset(
    {Level.QESEAL, Level.ADESEAL_QC, Level.ADESEAL, Level.OPEN_QESEAL, Level.OPEN_ADESEAL_QC}
)
_DIRECTORY_ATTRIBUTES: Final = "2.5.29.9"
_BIRTH: Final = {"1.3.6.1.5.5.7.9.1": "birth_date", "1.3.6.1.5.5.7.9.2": "birth_place"}
_QC_STATEMENTS: Final = "1.3.6.1.5.5.7.1.3"
_SEMANTICS: Final = "1.3.6.1.5.5.7.11.2"
_NATURAL_SEMANTICS: Final = "0.4.0.194121.1.1"
_EIDAS_NATURAL_SEMANTICS: Final = "0.4.0.194121.1.3"
_LONGEST: Final = 300


class Holder(StrEnum):
    """What kind of holder a certificate has; only a PERSON can sign a registration for themselves."""

    PERSON = "person"
    EMPLOYEE = "organisation"
    """A person with an organisation in the subject."""
    PSEUDONYM = "pseudonym"
    SEAL = "seal"
    UNCLEAR = "unclear"
    """Names are missing, doubled, or not to be read."""


class Identifier(StrEnum):
    """What the subject's serial number is."""

    ABSENT = "absent"
    SEMANTIC = "semantic"
    NATIONAL = "national"
    OWN = "own"
    """The issuer's own numbering: normal, and no identifier of the person."""


@dataclass(frozen=True, slots=True)
class SemanticsIdentifier:
    """A register's identifier (EN 319 412-1, 5.1.3): which kind, of which country, and its value.

    A national scheme (two letters and a colon) has its two letters for a kind.
    """

    kind: str
    country: str
    value: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The holder, by the subject of the validated certificate and nothing else."""

    holder: Holder
    identifier: Identifier
    semantics: SemanticsIdentifier | None = None
    given_name: str = ""
    surname: str = ""
    common_name: str = ""
    serial_number: str = ""
    organisation: str = ""
    organisation_identifier: str = ""
    pseudonym: str = ""
    country: str = ""
    birth_date: str = ""
    """ISO 8601, by the directory attributes (RFC 3739, 3.2.2); empty where it is not said, or said oddly."""
    birth_place: str = ""


def subject_of(leaf: x509.Certificate, level: Level) -> Subject:
    """Return who a certificate says that its holder is."""
    try:
        fields, doubled = _fields(leaf)
        claims = _semantics_ids(leaf)
        birth = _birth(leaf)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Subject(Holder.UNCLEAR, Identifier.ABSENT)
    kind, semantics = _identifier(fields.get("serial_number", ""), claims)
    return Subject(_holder(fields, doubled, level), kind, semantics, **fields, **birth)


def _fields(leaf: x509.Certificate) -> tuple[dict[str, str], bool]:
    """Return the attributes that say who it is, and whether one stands there twice."""
    found: dict[str, str] = {}
    doubled = False
    for relative in leaf.subject.chosen:
        for attribute in relative:
            name = _OIDS.get(attribute["type"].dotted)
            if name is None:
                continue
            doubled = doubled or (name in found and not name.startswith("organisation"))
            found.setdefault(name, _text(attribute["value"].native))
    return found, doubled


def _text(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
        raise ValueError("attribute")
    text = " ".join(unicodedata.normalize("NFC", value).split())
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cn", "Cs") for letter in text):
        raise ValueError("attribute")
    return text


def _holder(fields: dict[str, str], doubled: bool, level: Level) -> Holder:
    named = "given_name" in fields and "surname" in fields
    organised = "organisation" in fields or "organisation_identifier" in fields
    if level in _SEALS or ("organisation_identifier" in fields and not named and "pseudonym" not in fields):
        return Holder.SEAL
    if "pseudonym" in fields:
        return Holder.PSEUDONYM
    if doubled or not (named or fields.get("common_name")):
        return Holder.UNCLEAR
    return Holder.EMPLOYEE if organised else Holder.PERSON


def _identifier(number: str, claims: frozenset[str]) -> tuple[Identifier, SemanticsIdentifier | None]:
    """Read the serial number by the rules that the certificate itself says it follows.

    Some issuers write ``PNOHU-…`` without the statement that makes it mean something: it is read all the
    same, since the form leaves no doubt; a statement that says another thing makes it the issuer's own.
    """
    if not number:
        return Identifier.ABSENT, None
    if _OBJECT_IDENTIFIER.fullmatch(number):
        return Identifier.OWN, None
    if claims and not claims & {_NATURAL_SEMANTICS, _EIDAS_NATURAL_SEMANTICS}:
        return Identifier.OWN, None
    if found := _NATURAL.fullmatch(number):
        return Identifier.SEMANTIC, SemanticsIdentifier(found[1], found[2], found[3])
    if found := _NATIONAL.fullmatch(number):
        return Identifier.NATIONAL, SemanticsIdentifier(found[1], found[2], found[3])
    return Identifier.OWN, None


class _Attribute(core.Sequence):  # type: ignore[misc]
    _fields = [("type", core.ObjectIdentifier), ("values", core.SetOf, {"spec": core.Any})]


class _Attributes(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Attribute


def _birth(leaf: x509.Certificate) -> dict[str, str]:
    """Return date and place of birth, where the certificate has them once and readably."""
    found: dict[str, str] = {}
    for extension in leaf["tbs_certificate"]["extensions"]:
        if extension["extn_id"].dotted != _DIRECTORY_ATTRIBUTES:
            continue
        for attribute in _Attributes.load(bytes(extension["extn_value"])):
            name = _BIRTH.get(attribute["type"].dotted)
            if name is None:
                continue
            (value,) = attribute["values"]
            if name in found:
                raise ValueError(name)
            found[name] = _moment(value) if name == "birth_date" else _text(_string(value))
    return found


def _moment(value: core.Any) -> str:
    return str(value.parse(core.GeneralizedTime).native.date().isoformat())


def _string(value: core.Any) -> object:
    return value.parse(x509.DirectoryString).native


class _Semantics(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("id", core.ObjectIdentifier, {"optional": True}),
        ("authorities", core.Any, {"optional": True}),
    ]


class _Statement(core.Sequence):  # type: ignore[misc]
    _fields = [("id", core.ObjectIdentifier), ("info", core.Any, {"optional": True})]


class _Statements(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Statement


def _semantics_ids(leaf: x509.Certificate) -> frozenset[str]:
    """Return which rules the certificate says that its identifiers follow (RFC 3739, 3.2.6.1)."""
    found = set()
    for extension in leaf["tbs_certificate"]["extensions"]:
        if extension["extn_id"].dotted != _QC_STATEMENTS:
            continue
        for statement in _Statements.load(bytes(extension["extn_value"])):
            if statement["id"].dotted == _SEMANTICS and not isinstance(statement["info"], core.Void):
                named = _Semantics.load(statement["info"].dump())["id"]
                if not isinstance(named, core.Void):
                    found.add(named.dotted)
    return frozenset(found)
