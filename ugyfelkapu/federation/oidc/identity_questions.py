# SPDX-License-Identifier: EUPL-1.2
"""What a service sends to have identity data compared: one JSON object in the names of our claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, Final  # requests are open JSON

from ugyfelkapu.domain.countries import COUNTRIES, KOSOVO, WITHOUT_CITIZENSHIP
from ugyfelkapu.domain.person import InvalidName, Name, parse_name_part, parse_place
from ugyfelkapu.domain.verification import HeldData

from .protocol.errors import OAuthError, invalid_request

REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")
LONGEST_SUB: Final = 255
MEMBERS: Final = frozenset({"request_id", "sub", "claims"})
CREDENTIALS: Final = frozenset({"client_id", "client_secret", "client_assertion", "client_assertion_type"})
"""What may stand beside them: the proof of who asks, as at the token endpoint."""
NAMES: Final = ("", "birth_", "mother_birth_")
CLAIMS: Final = frozenset(
    {f"{whose}{part}" for whose in NAMES for part in ("family_name", "given_name")}
    | {"birthdate", "place_of_birth", "nationalities"}
)
CITIZENSHIPS: Final = COUNTRIES | WITHOUT_CITIZENSHIP | {KOSOVO}
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Question:
    """Whom a service asks about, what it holds of them, and its own number of the question."""

    request_id: str
    sub: str
    held: HeldData


def read_question(body: Mapping[str, Any]) -> Question:
    """Return what a service asks. Raises :class:`OAuthError`, which depends on the request alone."""
    for name in body:
        if name not in MEMBERS | CREDENTIALS:
            raise invalid_request(f"unknown member: {_shown(name)}")
    request_id, sub = body.get("request_id"), body.get("sub")
    if not isinstance(request_id, str) or not REQUEST_ID.fullmatch(request_id):
        raise invalid_request(
            "request_id must be 1 to 64 letters, digits, dots, colons, hyphens, underscores"
        )
    if not isinstance(sub, str) or not 0 < len(sub) <= LONGEST_SUB:
        raise invalid_request("sub must be the connection code that an ID token named")
    held = _held(body.get("claims"))
    if not held.enough:
        raise _insufficient("birthdate, birth_family_name and birth_given_name are needed at least")
    return Question(request_id, sub, held)


def _insufficient(description: str) -> OAuthError:
    return OAuthError("insufficient_data", description, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _held(claims: object) -> HeldData:
    if not isinstance(claims, Mapping):
        raise invalid_request("claims must be an object")
    for name in claims:
        if name not in CLAIMS:
            raise invalid_request(f"unknown claim: {_shown(name)}")
    return HeldData(
        current_name=_name(claims, ""),
        birth_name=_name(claims, "birth_"),
        mother_birth_name=_name(claims, "mother_birth_"),
        birth_place=_place(claims.get("place_of_birth")),
        birth_date=_day(claims.get("birthdate")),
        citizenship=_citizenship(claims.get("nationalities")),
    )


def _name(claims: Mapping[str, Any], whose: str) -> Name | None:
    """Return a whole name, or nothing; who has one name alone has an empty given name."""
    family, given = claims.get(f"{whose}family_name"), claims.get(f"{whose}given_name")
    if family is None and given is None:
        return None
    if family is None or given is None:
        raise _insufficient(f"{whose}family_name and {whose}given_name go together")
    return Name(
        _part(f"{whose}family_name", family), "" if given == "" else _part(f"{whose}given_name", given)
    )


def _part(name: str, value: object) -> str:
    try:
        return parse_name_part(_text(name, value))
    except InvalidName:
        raise invalid_request(f"{name} cannot be a name") from None


def _place(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or set(value) != {"locality"}:
        raise invalid_request("place_of_birth must be an object with a locality")
    try:
        return parse_place(_text("place_of_birth", value["locality"]))
    except InvalidName:
        raise invalid_request("place_of_birth cannot be a place") from None


def _day(value: object) -> date | None:
    if value is None:
        return None
    text = _text("birthdate", value)
    try:
        if not DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise invalid_request("birthdate must be a day as YYYY-MM-DD") from None


def _citizenship(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 1:
        raise invalid_request("nationalities must be a list of one code")
    code = _text("nationalities", value[0])
    if code not in CITIZENSHIPS:
        raise invalid_request("nationalities must hold an ISO 3166-1 alpha-3 code")
    return code


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise invalid_request(f"{name} must be a text")
    return value


def _shown(name: object) -> str:
    """Return a member's name if it is one that a developer may have meant, so that no data is echoed."""
    return str(name) if isinstance(name, str) and re.fullmatch(r"[a-z_]{1,40}", name) else "?"
