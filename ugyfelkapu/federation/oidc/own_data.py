# SPDX-License-Identifier: EUPL-1.2
"""What the OpenID Connect door holds of somebody, for themselves: part of the export of their data.

(GDPR articles 15 and 20; the house test of access/own_data.py walks these tables too.)
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final  # JSON, and columns of any kind
from uuid import UUID

from django.db.models import Model

from ugyfelkapu.access.own_data import Part, plain

from .models import Consent, Grant, Subject, Token, Visit

CLIENT: Final = "client"
"""The column that is told by the service's name."""
PARTS: Final = (
    Part("connection_codes", Subject, ("sector", "sub"), order="sector"),
    Part("consents", Consent, (CLIENT, "asked", "data", "given_at", "withdrawn_at"), order="given_at"),
    Part("visits_to_services", Visit, (CLIENT, "begun_at", "ends_at"), order="begun_at"),
    Part(
        "sign_ins_at_services",
        Grant,
        (
            *(CLIENT, "scope", "claims", "acr", "amr", "auth_time", "redirect_uri"),
            *("given_at", "code_used_at", "ends_at", "revoked_at"),
        ),
        order="given_at",
    ),
    Part(
        "tokens_of_services",
        Token,
        (CLIENT, "kind", "scope", "issued_at", "ends_at", "used_at"),
        order="issued_at",
    ),
)
_OPENS: Final = "whoever had it could ask for the owner's data, or try to"
_INSIDE: Final = "a number by which the house's tables find each other"
_ELSEWHERE: Final = "it stands among the connection codes"
_SERVICES: Final = "the service made it, to know its own request again"
_WORKINGS: Final = "how the house works off its work, not what it knows of anybody"
LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "oidc.Consent.version": "a digest of the purposes that the service publishes",
        "oidc.Grant.generation": _WORKINGS,
        "oidc.Grant.session_id": _INSIDE,
        "oidc.Grant.visit_id": _INSIDE,
        "oidc.Grant.sub": _ELSEWHERE,
        "oidc.Grant.nonce": _SERVICES,
        "oidc.Grant.code": _OPENS,
        "oidc.Grant.code_ends_at": _WORKINGS,
        "oidc.Grant.challenge": _SERVICES,
        "oidc.Grant.redirect_uri_given": _WORKINGS,
        "oidc.Grant.code_jkt": _SERVICES,
        "oidc.Token.digest": _OPENS,
        "oidc.Token.grant": _INSIDE,
        "oidc.Token.jkt": _SERVICES,
    }
)
"""Columns that the export leaves out, each with the reason."""


def own_data_at_services(account_id: UUID) -> dict[str, Any]:
    """Return what is held of a gate's owner and the services they use, as JSON knows it."""
    return {part.name: _rows(part, account_id) for part in PARTS}


def _rows(part: Part, account_id: UUID) -> list[dict[str, Any]]:
    rows = part.model._default_manager.filter(account_id=account_id).order_by(part.order, "pk")
    if CLIENT in part.columns:
        rows = rows.select_related("client__service")
    return [dict(_cell(row, column) for column in part.columns) for row in rows]


def _cell(row: Model, column: str) -> tuple[str, object]:
    value = getattr(row, column)
    return ("service", value.service.name) if column == CLIENT else (column, plain(value))
