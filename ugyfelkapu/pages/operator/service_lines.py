# SPDX-License-Identifier: EUPL-1.2
"""A connected service as a line of the list, and all that is known of it line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.html import format_html_join
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation.queries import ConnectedService, KnownClient
from ugyfelkapu.pages.disclosure import DATA, data_in_words
from ugyfelkapu.pages.pieces import SummaryRow, Tag, Text

from .client_form import ClientForm
from .client_words import LEVELS, METHODS, PROFILES
from .words import SERVICE_GATES, SERVICE_STATES


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service of the list."""

    id: UUID
    name: str
    owner: str
    receives: str
    gates: Tag
    state: Tag
    disabled: bool
    connected: bool


def line_of(service: ConnectedService) -> ServiceLine:
    """Return a service as a line."""
    language = get_language() or ""
    return ServiceLine(
        id=service.id,
        name=service.name(language),
        owner=service.owner(language),
        receives=data_in_words(service.receives),
        gates=Tag(*SERVICE_GATES[service.temporary]),
        state=Tag(*SERVICE_STATES[_state(service)]),
        disabled=service.disabled,
        connected=service.client is not None,
    )


def _state(service: ConnectedService) -> str:
    if service.disabled:
        return "disabled"
    if service.client is None:
        return "catalogued"
    return "live" if service.client.live else "trial"


def particulars_of(service: ConnectedService) -> list[SummaryRow]:
    """Return what people read of a service, and what it learns."""
    return [
        SummaryRow(_("Name"), _both(service.name_hu, service.name_en)),
        SummaryRow(_("Owner"), _both(service.owner_hu, service.owner_en)),
        SummaryRow(_("Receives"), _lines([_with_purpose(service, datum) for datum in service.receives])),
        SummaryRow(_("For whom"), SERVICE_GATES[service.temporary][0]),
        SummaryRow(
            _("Consent"),
            _("nobody is asked: a statute gives it the data")
            if service.statutory
            else _("people agree first"),
        ),
    ]


def _both(hungarian: str, english: str) -> Text:
    return _lines([hungarian, english] if english else [hungarian])


def _with_purpose(service: ConnectedService, datum: Datum) -> str:
    words, purpose = str(DATA[datum]), service.purposes.get(datum)
    return f"{words}: {purpose.hu}" if purpose else words


def _lines(texts: Sequence[Text]) -> Text:
    return format_html_join("", "<div>{}</div>", ((text,) for text in texts))


def registered_by(client: KnownClient) -> list[SummaryRow]:
    """Return what a service registered, without what it left to its profile."""
    return list(_registered(client))


def _registered(client: KnownClient) -> Iterator[SummaryRow]:
    registered, labels = client.registration, ClientForm.base_fields
    yield SummaryRow(_("client_id"), client.client_id)
    yield SummaryRow(labels["profile"].label or "", PROFILES[registered.profile][0])
    yield SummaryRow(labels["token_endpoint_auth_method"].label or "", METHODS[registered.authentication])
    yield SummaryRow(labels["minimum_level"].label or "", LEVELS[registered.minimum_level])
    for name, values in (
        ("redirect_uris", registered.redirect_uris),
        ("post_logout_redirect_uris", registered.post_logout_redirect_uris),
        ("jwks", _kids(client)),
        ("jwks_uri", (registered.jwks_uri,)),
        ("audience", (registered.audience,)),
        *((name, (value,)) for name, value in registered.metadata.items()),
    ):
        if any(values):
            yield SummaryRow(labels[name].label or "", _lines(values))


def _kids(client: KnownClient) -> tuple[str, ...]:
    keys = (client.registration.jwks or {}).get("keys", ())
    nameless = pgettext("key", "without a name")
    return tuple(f"{key.get('kid') or nameless} ({key.get('kty', '')})" for key in keys)
