# SPDX-License-Identifier: EUPL-1.2
"""What a trusted list says about a service beyond its status (ETSI TS 119 612, 5.5.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from .values import EXTENSION, Criteria, Kind, Needs, Qualifier, Rule

_TSL = "{http://uri.etsi.org/02231/v2#}"
_ADDITIONAL = "{http://uri.etsi.org/02231/v2/additionaltypes#}"
_SIE = "{http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#}"
_XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
_KINDS = {f"{EXTENSION}{kind}": kind for kind in Kind}
_QUALIFIERS = {f"{EXTENSION}{qualifier}": qualifier for qualifier in Qualifier}


@dataclass(frozen=True)
class Said:
    """The extensions of one period of a service."""

    kinds: frozenset[Kind] = frozenset()
    rules: tuple[Rule, ...] = ()
    expired_since: datetime | None = None
    taken_over: bool = False
    unread: bool = False


def read_extensions(extensions: etree._Element | None, moment: Callable[[str], datetime]) -> Said:
    """Read the extensions of a period; a critical one that we do not know makes the period unread."""
    kinds: set[Kind] = set()
    rules: list[Rule] = []
    expired_since = None
    taken_over = unread = False
    for critical, content in _contents(extensions):
        if content.tag == f"{_SIE}Qualifications":
            rules += [_rule(each) for each in content.iterfind(f"{_SIE}QualificationElement")]
        elif content.tag == f"{_TSL}AdditionalServiceInformation":
            kinds |= _kinds(content)
        elif content.tag == f"{_TSL}ExpiredCertsRevocationInfo":
            expired_since = moment((content.text or "").strip())
        elif content.tag == f"{_ADDITIONAL}TakenOverBy":
            taken_over = True
        elif critical:
            unread = True
    return Said(frozenset(kinds), tuple(rules), expired_since, taken_over, unread)


def _contents(extensions: etree._Element | None) -> Iterator[tuple[bool, etree._Element]]:
    for extension in extensions.iterfind(f"{_TSL}Extension") if extensions is not None else ():
        critical = extension.get("Critical") in ("true", "1")
        for content in extension:
            yield critical, content


def _kinds(information: etree._Element) -> set[Kind]:
    uri = information.find(f"{_TSL}URI")
    kind = None if uri is None else _KINDS.get((uri.text or "").strip())
    return {kind} if kind else set()


def _rule(element: etree._Element) -> Rule:
    named = [each.get("uri", "") for each in element.iter(f"{_SIE}Qualifier")]
    criteria = element.find(f"{_SIE}CriteriaList")
    read = Criteria(Needs.ALL, unread=True) if criteria is None else _criteria(criteria)
    return Rule(frozenset(_QUALIFIERS[uri] for uri in named if uri in _QUALIFIERS), read)


def _criteria(written: etree._Element) -> Criteria:
    needs = written.get("assert", "")
    key_usage: list[tuple[str, bool]] = []
    policies: list[frozenset[str]] = []
    attributes: list[frozenset[str]] = []
    purposes: list[frozenset[str]] = []
    inner: list[Criteria] = []
    unread = needs not in Needs._value2member_map_
    for each in written:
        if each.tag == f"{_SIE}KeyUsage":
            key_usage += [_bit(bit) for bit in each.iterfind(f"{_SIE}KeyUsageBit")]
        elif each.tag == f"{_SIE}PolicySet":
            policies.append(_identifiers(each))
        elif each.tag == f"{_SIE}CriteriaList":
            inner.append(_criteria(each))
        elif each.tag == f"{_SIE}otherCriteriaList":
            for other in each:
                known = {"CertSubjectDNAttribute": attributes, "ExtendedKeyUsage": purposes}
                name = str(other.tag).removeprefix(_ADDITIONAL)
                known.get(name, []).append(_identifiers(other))
                unread = unread or name not in known
        elif each.tag != f"{_SIE}Description":
            unread = True
    return Criteria(
        Needs.ALL if unread else Needs(needs),
        tuple(key_usage),
        tuple(policies),
        tuple(attributes),
        tuple(purposes),
        tuple(inner),
        unread,
    )


def _bit(bit: etree._Element) -> tuple[str, bool]:
    return bit.get("name", ""), (bit.text or "").strip() in ("true", "1")


def _identifiers(element: etree._Element) -> frozenset[str]:
    """Return object identifiers, however they are written: bare or as URNs."""
    texts = ((each.text or "").strip() for each in element.iter(f"{_XADES}Identifier"))
    return frozenset(text.lower().removeprefix("urn:oid:").removeprefix("oid:") for text in texts)
