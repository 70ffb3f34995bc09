# SPDX-License-Identifier: EUPL-1.2
"""Services become clients: what is kept, who may do it, secrets told once, and going live."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any  # registered metadata are open JSON
from uuid import UUID, uuid4

import pytest

from tests import builders
from tests.rooms.federation import clients
from ugyfelkapu.domain.catalogue_errors import (
    ClientIdTaken,
    ConnectedAlready,
    MetadataRefused,
    NeedsNoSecret,
    NotConnected,
    TrialUnfinished,
)
from ugyfelkapu.domain.errors import Forbidden, Unknown
from ugyfelkapu.federation import queries, trial
from ugyfelkapu.federation.connecting import change_client, go_live, register_client, renew_secret
from ugyfelkapu.federation.oidc.models import Client
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile
from ugyfelkapu.federation.reasons import Reason
from ugyfelkapu.federation.services import (
    add_service,
    change_service,
    connect_service,
    connect_without_trial,
)
from ugyfelkapu.federation.trial import Check, Finding
from ugyfelkapu.journal.actor import COMMAND_LINE, STRANGER, WORKER, Actor, citizen
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db

AT = builders.AT
LATER = AT + timedelta(minutes=5)
Verb = Callable[[UUID, Actor], object]
VERBS: dict[str, Verb] = {
    "connect": lambda _id, by: connect_service(
        clients.particulars(), registration=clients.registration(), by=by, at=AT
    ),
    "connect without trial": lambda _id, by: connect_without_trial(
        clients.particulars(), registration=clients.registration(), by=by, at=AT
    ),
    "register": lambda _id, by: register_client(
        add_service(clients.particulars(), by=COMMAND_LINE, at=AT),
        registration=clients.registration(),
        by=by,
        at=AT,
    ),
    "change": lambda service_id, by: change_client(
        service_id, registration=clients.registration(), by=by, at=AT
    ),
    "renew": lambda service_id, by: renew_secret(service_id, by=by, at=AT),
    "try": lambda service_id, by: trial.begin_trial(service_id, by=by, at=AT),
    "go live": lambda service_id, by: go_live(service_id, by=by, at=AT),
}


def _digest(service_id: UUID) -> bytes | None:
    kept = Client.objects.get(service_id=service_id).secret_digest
    return bytes(kept) if kept is not None else None


def _client(service_id: UUID) -> queries.KnownClient:
    client = queries.service(service_id).client
    assert client is not None
    return client


def _pass_every_check(service_id: UUID) -> None:
    client_id = Client.objects.get(service_id=service_id).id
    trial.begin_trial(service_id, by=COMMAND_LINE, at=AT)
    for check in Check:
        trial.saw(client_id, check, Finding.PASSED, at=LATER)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_operators_and_the_command_line_connect_services(verb: Verb) -> None:
    service_id = clients.live().service_id

    verb(service_id, builders.clerk("uzemelteto1", role=Role.OPERATOR))
    verb(service_id, COMMAND_LINE)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_nobody_else_does(verb: Verb) -> None:
    service_id = clients.live().service_id
    before = _client(service_id), _digest(service_id)
    staff = [builders.clerk(f"{role}1", role=role) for role in Role if role is not Role.OPERATOR]

    for by in (*staff, STRANGER, WORKER, citizen(uuid4())):
        with pytest.raises(Forbidden):
            verb(service_id, by)

    assert (_client(service_id), _digest(service_id)) == before
    assert Client.objects.count() == 1


def test_a_secret_is_told_once_and_kept_as_its_digest() -> None:
    told = clients.on_trial()

    assert told.secret.startswith("kapu_cs_")
    assert len(told.secret) == len("kapu_cs_") + 43
    assert told.secret not in repr(told)
    assert _digest(told.service_id) == hashlib.sha256(told.secret.encode()).digest()


def test_a_service_is_kept_as_it_registered() -> None:
    told = clients.on_trial(minimum_level="low", backchannel_logout_uri="https://minta.example.com/ki")

    kept = _client(told.service_id)

    assert kept.client_id == told.client_id
    assert kept.registration == clients.registration(
        client_id=told.client_id,
        minimum_level="low",
        backchannel_logout_uri="https://minta.example.com/ki",
    )


def test_a_service_is_on_trial_until_it_went_live() -> None:
    assert not _client(clients.on_trial().service_id).live
    assert _client(clients.live().service_id).live_at == AT


def test_a_service_of_the_catalogue_is_registered_later() -> None:
    service_id = add_service(clients.particulars(), by=COMMAND_LINE, at=AT)
    before = queries.service(service_id).client

    told = register_client(service_id, registration=clients.registration(), by=COMMAND_LINE, at=AT)

    assert before is None
    assert _client(service_id).client_id == told.client_id
    assert not _client(service_id).live


def test_a_service_is_registered_once() -> None:
    service_id = clients.on_trial().service_id

    with pytest.raises(ConnectedAlready):
        register_client(service_id, registration=clients.registration(), by=COMMAND_LINE, at=AT)


def test_a_client_id_is_chosen_or_made_and_belongs_to_one() -> None:
    chosen = clients.on_trial(client_id="minta")
    made = {clients.on_trial().client_id for _ in range(3)}

    with pytest.raises(ClientIdTaken):
        clients.on_trial(client_id="minta")

    assert chosen.client_id == "minta"
    assert len(made) == 3
    assert Client.objects.count() == 4
    assert len(queries.services()) == 4


def test_services_know_people_by_codes_of_their_own_even_on_one_host() -> None:
    first, second = clients.on_trial(), clients.on_trial()

    assert _client(first.service_id).sector == str(first.service_id)
    assert _client(first.service_id).sector != _client(second.service_id).sector


def test_services_of_one_file_share_their_codes() -> None:
    uri = "https://minta.example.com/sector.json"

    first, second = (clients.on_trial(sector_identifier_uri=uri) for _ in range(2))

    assert _client(first.service_id).sector == _client(second.service_id).sector == "minta.example.com"


def test_what_is_changed_later_leaves_peoples_codes_alone() -> None:
    told = clients.on_trial()
    moved = clients.registration(
        redirect_uris=["https://masik.example.com/"],
        sector_identifier_uri="https://masik.example.com/sector.json",
    )

    change_client(told.service_id, registration=moved, by=COMMAND_LINE, at=LATER)

    assert _client(told.service_id).sector == str(told.service_id)
    assert _client(told.service_id).registration.redirect_uris == ("https://masik.example.com/",)


def test_a_change_keeps_the_secret_and_the_client_id() -> None:
    told = clients.on_trial()
    before = _digest(told.service_id)

    again = change_client(
        told.service_id,
        registration=clients.registration(token_endpoint_auth_method="client_secret_post", client_id="x"),
        by=COMMAND_LINE,
        at=LATER,
    )

    assert (again.client_id, again.secret) == (told.client_id, "")
    assert _digest(told.service_id) == before
    assert _client(told.service_id).registration.authentication is Authentication.POST


def test_a_service_that_proves_itself_by_keys_has_no_secret_and_gets_one_if_it_needs_one() -> None:
    with_keys: dict[str, Any] = {
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": clients.keys(clients.signing_key()),
    }
    told = clients.on_trial(**with_keys)
    none = _digest(told.service_id)

    again = change_client(told.service_id, registration=clients.registration(), by=COMMAND_LINE, at=LATER)
    secret = _digest(told.service_id)
    change_client(told.service_id, registration=clients.registration(**with_keys), by=COMMAND_LINE, at=LATER)

    assert (told.secret, none) == ("", None)
    assert secret == hashlib.sha256(again.secret.encode()).digest()
    assert _digest(told.service_id) is None
    assert Client.objects.get().jwks == with_keys["jwks"]


def test_a_new_secret_voids_the_one_before() -> None:
    told = clients.live()

    again = renew_secret(told.service_id, by=COMMAND_LINE, at=LATER)

    assert again.secret != told.secret
    assert _digest(told.service_id) == hashlib.sha256(again.secret.encode()).digest()
    assert latest_entries(limit=1)[0].event == "SecretRenewed"


def test_a_service_without_a_secret_gets_none() -> None:
    told = clients.on_trial(profile="public_native", redirect_uris=["hu.pelda.app:/vissza"])

    with pytest.raises(NeedsNoSecret):
        renew_secret(told.service_id, by=COMMAND_LINE, at=LATER)


@pytest.mark.parametrize("verb", ["change", "renew", "go live", "try"])
def test_what_is_not_connected_cannot_be_changed(verb: str) -> None:
    service_id = add_service(clients.particulars(), by=COMMAND_LINE, at=AT)

    with pytest.raises(NotConnected):
        VERBS[verb](service_id, COMMAND_LINE)
    with pytest.raises(Unknown):
        VERBS[verb](uuid4(), COMMAND_LINE)


def test_what_is_not_in_the_catalogue_is_not_registered() -> None:
    with pytest.raises(Unknown):
        register_client(uuid4(), registration=clients.registration(), by=COMMAND_LINE, at=AT)


def test_temporary_gates_reach_no_level() -> None:
    told = clients.on_trial(minimum_level="low")
    opened = clients.particulars(temporary=True)

    with pytest.raises(MetadataRefused) as refused:
        clients.on_trial(minimum_level="low", temporary=True)
    with pytest.raises(MetadataRefused):
        change_service(told.service_id, particulars=opened, by=COMMAND_LINE, at=LATER)
    temporary = clients.on_trial(temporary=True)
    with pytest.raises(MetadataRefused):
        change_client(
            temporary.service_id,
            registration=clients.registration(minimum_level="low"),
            by=COMMAND_LINE,
            at=LATER,
        )

    assert refused.value.data["reason"] is Reason.TEMPORARY
    assert not queries.service(told.service_id).temporary


def test_a_service_goes_live_once_every_check_of_its_trial_passed() -> None:
    told = clients.on_trial()
    _pass_every_check(told.service_id)

    go_live(told.service_id, by=COMMAND_LINE, at=LATER)
    go_live(told.service_id, by=COMMAND_LINE, at=LATER + timedelta(days=1))

    assert _client(told.service_id).live_at == LATER


def test_a_service_with_open_checks_does_not_go_live() -> None:
    told = clients.on_trial()
    _pass_every_check(told.service_id)
    client_id = Client.objects.get().id
    trial.saw(client_id, Check.NONCE, Finding.REPEATED, at=LATER)

    with pytest.raises(TrialUnfinished) as refused:
        go_live(told.service_id, by=COMMAND_LINE, at=LATER)

    assert refused.value.data["checks"] == "nonce"
    assert not _client(told.service_id).live


def test_what_passed_counts_no_more_after_a_change() -> None:
    told = clients.on_trial()
    _pass_every_check(told.service_id)

    change_client(told.service_id, registration=clients.registration(), by=COMMAND_LINE, at=LATER)

    with pytest.raises(TrialUnfinished):
        go_live(told.service_id, by=COMMAND_LINE, at=LATER)


def test_a_live_service_stays_live_when_it_is_changed() -> None:
    told = clients.live()

    change_client(told.service_id, registration=clients.registration(), by=COMMAND_LINE, at=LATER)

    assert _client(told.service_id).live


def test_a_change_of_profile_changes_what_is_allowed() -> None:
    told = clients.on_trial()
    fapi = clients.registration(profile="fapi2_security", jwks=clients.keys(clients.signing_key()))

    change_client(told.service_id, registration=fapi, by=COMMAND_LINE, at=LATER)

    assert _client(told.service_id).registration.profile is Profile.FAPI2_SECURITY
    assert _digest(told.service_id) is None


def test_the_journal_tells_what_each_service_registered_and_what_was_changed() -> None:
    told = clients.on_trial()
    moved = clients.registration(redirect_uris=["https://masik.example.com/"], minimum_level="low")
    change_client(told.service_id, registration=moved, by=COMMAND_LINE, at=LATER)

    same = {"profile": "oidc_strict", "authentication": "client_secret_basic"}
    told_events = [(entry.event, entry.subject, entry.details) for entry in reversed(latest_entries())]

    assert told_events[1:] == [
        (
            "ClientRegistered",
            told.service_id,
            {**same, "redirect_uris": clients.RETURN, "live": False},
        ),
        (
            "ClientChanged",
            told.service_id,
            {
                **same,
                "redirect_uris": "https://masik.example.com/",
                "fields": "redirect_uris minimum_level",
            },
        ),
    ]
