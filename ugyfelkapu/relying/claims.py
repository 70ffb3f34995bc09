# SPDX-License-Identifier: EUPL-1.2
"""Claims in plain words: what was told of the person, of their sign-in and of how they were verified."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any  # claims are open JSON

from .words import ASSURANCE, EVIDENCE, LEVELS, METHODS, SELF_ASSERTED, Speaker

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands beside it; ``code``: for machines more than for people."""

    label: str
    value: str
    code: bool = False


def of_the_person(say: Speaker, claims: Claims) -> tuple[list[Line], list[str]]:
    """Return what was told, and the labels of what was not."""
    known = [Line(say("Összekapcsoló kód", "Connection code"), str(claims.get("sub", "")), code=True)]
    unknown = []
    for label, value in _told(say, claims):
        if value:
            known.append(Line(label, value))
        else:
            unknown.append(label.lower())
    return known, unknown


def _told(say: Speaker, claims: Claims) -> Iterator[tuple[str, str]]:
    yield say("Név", "Name"), str(claims.get("name", ""))
    yield say("Születési név", "Birth name"), _name(say, claims, "birth_")
    yield say("Születési hely", "Place of birth"), str(_object(claims, "place_of_birth").get("locality", ""))
    yield say("Születési idő", "Date of birth"), _day(say, claims.get("birthdate"))
    yield say("Anyja neve", "Mother's name"), _name(say, claims, "mother_birth_")
    yield say("Állampolgárság", "Citizenship"), ", ".join(claims.get("nationalities", ()))
    yield say("E-mail-cím", "E-mail address"), str(claims.get("email", ""))


def of_the_sign_in(say: Speaker, claims: Claims) -> list[Line]:
    """Return level, methods and time of a sign-in."""
    methods = (say.of(METHODS.get(method), method) for method in claims.get("amr", ()))
    moment = datetime.fromtimestamp(int(claims.get("auth_time", 0)), UTC)
    return [
        Line(say("Szint", "Level"), say.of(LEVELS.get(str(claims.get("acr"))), say.of(SELF_ASSERTED))),
        Line(say("Így igazolta magát", "You proved it by"), ", ".join(methods)),
        Line(say("Mikor", "When"), say.moment(moment)),
    ]


def of_the_verification(say: Speaker, claims: Claims) -> list[Line]:
    """Return how the gate came to know the person; nothing where it does not say."""
    verification = _object(_object(claims, "verified_claims"), "verification")
    if not verification:
        return []
    assurance = str(verification.get("assurance_level", ""))
    lines = [
        Line(
            say("Szabályrendszer", "Trust framework"), str(verification.get("trust_framework", "")), code=True
        ),
        Line(say("Szint", "Level"), say.of(ASSURANCE.get(assurance), assurance)),
        Line(say("Ezen a napon", "On this day"), _day(say, verification.get("time"))),
        Line(say("Ezek alapján", "By these"), ", ".join(_evidence(say, verification))),
    ]
    return [line for line in lines if line.value]


def _evidence(say: Speaker, verification: Claims) -> Iterator[str]:
    for entry in verification.get("evidence", ()):
        kind = str(_object(entry, "document_details").get("type") or entry.get("type", ""))
        yield say.of(EVIDENCE.get(kind), kind)


def _name(say: Speaker, claims: Claims, prefix: str) -> str:
    family, given = (str(claims.get(f"{prefix}{part}", "")) for part in ("family_name", "given_name"))
    return " ".join(part for part in (family, given) if part)


def _day(say: Speaker, text: object) -> str:
    try:
        return say.day(datetime.fromisoformat(f"{str(text)[:10]}T12:00+00:00"))
    except ValueError:
        return ""


def _object(claims: Claims, name: str) -> Claims:
    value = claims.get(name)
    return value if isinstance(value, Mapping) else {}
