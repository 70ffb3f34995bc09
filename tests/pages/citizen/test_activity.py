# SPDX-License-Identifier: EUPL-1.2
"""Everything that happened to a gate, filtered, paged and taken away; and who looked at it."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.owners import give_password
from tests.pages.clerk.desk import MARIA
from tests.rooms.federation.clients import registration
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain import catalogue_events, federation_events, key_events
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.events import AccountSuspended, Event, SignedIn
from ugyfelkapu.domain.federation_events import ConsentWithdrawn, ServiceEntered
from ugyfelkapu.domain.owner_events import IdentityReconciled
from ugyfelkapu.domain.ports import DocumentQuestion
from ugyfelkapu.federation.services import Particulars, connect_without_trial
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import COMMAND_LINE, WORKER, Actor, citizen
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.pages.citizen.activity import NAMES, NOT_TOLD
from ugyfelkapu.pages.citizen.activity_form import KINDS, LOOKS

pytestmark = pytest.mark.django_db

ACTIVITY, LOOKED = "/fiok/naplo/", "/fiok/naplo/betekintesek/"
DOWNLOAD = f"{ACTIVITY}letoltes/"


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of its signed-in owner."""
    give_password(client, gate)
    return client


@act
def _happen(gate: builders.BuiltGate, *, times: int, by: Actor, at: object) -> None:
    for _ in range(times):
        record(SignedIn(subject=gate.id, method="password"))


def test_everything_that_happened_is_told_by_day(owner: Client) -> None:
    page = owner.get(ACTIVITY).text

    assert "2026. november 23., hétfő" in page
    assert "Belépett jelszóval" in page
    assert "Aktiválta a kapuját" in page


@pytest.mark.parametrize(
    ("chosen", "told", "untold"),
    [
        ("kind=sign_ins", "Belépett jelszóval", "Aktiválta a kapuját"),
        ("kind=data", "Aktiválta a kapuját", "Belépett jelszóval"),
        ("since=2026-11-23&until=2026-11-23", "Belépett jelszóval", "Ilyesmi ebben az időben nem történt."),
        ("since=2026-11-24", "Ilyesmi ebben az időben nem történt.", "Belépett jelszóval"),
        ("until=2026-11-22", "Ilyesmi ebben az időben nem történt.", "Belépett jelszóval"),
    ],
)
def test_the_filter_lets_through_what_was_chosen(owner: Client, chosen: str, told: str, untold: str) -> None:
    page = owner.get(f"{ACTIVITY}?{chosen}").text

    assert told in page
    assert untold not in page


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ("since=tegnap", "Így írja be a napot: 2026-11-23."),
        ("until=2026-02-30", "Így írja be a napot: 2026-11-23."),
        ("since=2026-11-23&until=2026-11-22", "Az utolsó nap korábbi az elsőnél."),
        ("kind=secrets", ""),
    ],
)
def test_a_filter_that_cannot_be_says_why_and_stays(owner: Client, chosen: str, told: str) -> None:
    answer = owner.get(f"{ACTIVITY}?{chosen}")

    assert answer.status_code == 422
    assert told in answer.text


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "1.5"])
def test_an_odd_page_is_the_newest_one(owner: Client, before: str) -> None:
    assert "Belépett jelszóval" in owner.get(f"{ACTIVITY}?before={before}").text


def test_many_entries_are_paged_and_none_is_lost(owner: Client, gate: builders.BuiltGate) -> None:
    _happen(gate, times=60, by=WORKER, at=builders.AT)
    seen, place = 0, f"{ACTIVITY}?kind=sign_ins"

    while place:
        page = owner.get(place).text
        seen += page.count("Belépett jelszóval")
        older = re.search(r'rel="next" href="([^"]+)"', page)
        place = unescape(older[1]) if older else ""

    assert seen == 61


def test_nobody_elses_entries_are_among_them(owner: Client) -> None:
    other = builders.activated_gate(person=builders.person_in_register(reference="SZL-8"))
    _happen(other, times=3, by=WORKER, at=builders.AT)

    assert owner.get(f"{ACTIVITY}?kind=sign_ins").text.count("Belépett jelszóval") == 1


def test_every_event_is_told_or_left_out_for_a_reason() -> None:
    house = {name for name, kind in Event.catalogue.items() if kind.__module__.startswith("ugyfelkapu.")}

    assert {kind.__module__ for kind in Event.catalogue.values()} >= {
        module.__name__ for module in (catalogue_events, federation_events, key_events)
    }
    assert set(NAMES) | set(NOT_TOLD) == house
    assert not set(NAMES) & set(NOT_TOLD)
    assert all(events <= set(NAMES) for _label, events in KINDS.values())
    assert set(NAMES) >= LOOKS


@pytest.mark.parametrize("place", [ACTIVITY, LOOKED])
def test_thousands_of_entries_cost_no_more_questions(
    owner: Client, gate: builders.BuiltGate, place: str
) -> None:
    _happen(gate, times=2_000, by=WORKER, at=builders.AT)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = owner.get(place)

    assert answer.status_code == 200
    assert len(asked) <= 8


# ------------------------------------------------------------------ at services


LIBRARY = Particulars(
    "Könyvtári tagság", "Minta Városi Könyvtár", name_en="Library membership", receives=(Datum.NAME,)
)


@pytest.fixture
def library(gate: builders.BuiltGate) -> UUID:
    """Return a service that the owner signed in to, and whose consent they withdrew."""
    said = registration()
    connected = connect_without_trial(LIBRARY, registration=said, by=COMMAND_LINE, at=builders.AT)
    _visit(gate, connected.service_id, by=citizen(gate.id), at=builders.AT)
    return connected.service_id


@act
def _visit(gate: builders.BuiltGate, service: UUID, *, by: Actor, at: object) -> None:
    entered = ServiceEntered(subject=gate.id, service=service, data="connection_code name", level="low")
    record(entered)
    record(ConsentWithdrawn(subject=gate.id, service=service))


@pytest.mark.parametrize("place", [ACTIVITY, f"{ACTIVITY}?kind=services", "/fiok/"])
def test_a_service_is_named_with_what_it_received(owner: Client, library: UUID, place: str) -> None:
    page = owner.get(place).text

    assert library
    assert "Továbblépett ide: Könyvtári tagság" in page
    assert "Átadott adat: kapcsolati kód, név" in page
    assert "Visszavonta a hozzájárulását: Könyvtári tagság" in page


def test_a_service_is_named_in_the_language_of_the_reader(owner: Client, library: UUID) -> None:
    page = owner.get(f"{ACTIVITY}?lang=en", follow=True).text

    assert library
    assert "You went on to a service: Library membership" in page


def test_a_service_that_is_gone_has_no_name_any_more(owner: Client, gate: builders.BuiltGate) -> None:
    _visit(gate, UUID(int=7), by=citizen(gate.id), at=builders.AT)

    assert "Továbblépett ide: egy szolgáltatás, amely már nincs összekapcsolva" in owner.get(ACTIVITY).text


def test_services_are_named_in_the_file_too(owner: Client, library: UUID) -> None:
    text = owner.post(DOWNLOAD, {"kind": "services"}).content.decode("utf-8-sig")

    assert library
    assert "Továbblépett ide: Könyvtári tagság" in text


def test_who_looked_names_the_services_that_received_data(owner: Client, library: UUID) -> None:
    page = owner.get(LOOKED).text

    assert library
    assert "Kapcsolt szolgáltatás eddig nem kapta meg az adatait." not in page


# ------------------------------------------------------------------ taking it away


def test_the_list_is_taken_away_as_a_table(owner: Client, gate: builders.BuiltGate) -> None:
    answer = owner.post(DOWNLOAD, {"kind": "sign_ins"})

    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="naplo.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert rows == [["Mikor", "Mi történt", "Hol"], [builders.AT.isoformat(), "Belépett jelszóval", ""]]
    assert entries_about(gate.id)[0].event == "DataExported"


def test_a_table_computes_nothing(owner: Client, gate: builders.BuiltGate) -> None:
    @act
    def odd(*, by: Actor, at: object) -> None:
        record(SignedIn(subject=gate.id, method="password"))

    clerk = builders.clerk("masik", at_office="=1+1")
    odd(by=clerk, at=builders.AT)

    text = owner.post(DOWNLOAD).content.decode("utf-8-sig")

    assert ";=" not in text


def test_taking_it_away_needs_a_fresh_proof(owner: Client, gate: builders.BuiltGate, clock: Clock) -> None:
    clock.forward(minutes=5)

    assert owner.post(DOWNLOAD).status_code == 403
    assert owner.post(DOWNLOAD, {"confirm-password": gate.password}).status_code == 200


def test_nothing_is_taken_on_the_day_after_a_reset(owner: Client, gate: builders.BuiltGate) -> None:
    Account.objects.filter(id=gate.id).update(password_reset_at=builders.AT)

    assert owner.post(DOWNLOAD).status_code == 409


def test_a_bad_filter_takes_nothing(owner: Client) -> None:
    assert owner.post(DOWNLOAD, {"since": "tegnap"}).status_code == 422


# ------------------------------------------------------------------ who looked


def test_an_office_that_looked_is_told_and_never_the_clerk(owner: Client, gate: builders.BuiltGate) -> None:
    clerk = builders.clerk("masik")
    accounts.note_opened(gate.id, by=clerk, at=builders.AT)

    page = owner.get(LOOKED).text

    assert "Egy okmányirodában megnyitották az adatait" in page
    assert "Minta utcai okmányiroda" in page
    assert "Ilona" not in page
    assert "masik" not in page


def test_a_look_into_the_register_is_told_to_whose_gate_it_is(
    owner: Client, gate: builders.BuiltGate
) -> None:
    question = DocumentQuestion(DocumentKind.ID_CARD, "HUN", MARIA["document_number"])
    answer = builders.answer(gate.person)
    accounts.note_look_up(question, answer=answer, by=builders.clerk("masik"), at=builders.AT)

    assert "Egy okmányiroda lekérdezte Önt a nyilvántartásból" in owner.get(LOOKED).text


@pytest.mark.parametrize("place", [LOOKED, f"{ACTIVITY}?kind=desk"])
def test_no_office_is_blamed_for_what_the_owner_did(
    owner: Client, gate: builders.BuiltGate, place: str
) -> None:
    @act
    def alone(*, by: Actor, at: object) -> None:
        record(AccountSuspended(subject=gate.id, reason="owner"))
        record(IdentityReconciled(subject=gate.id, fields="current_name"))

    alone(by=citizen(gate.id), at=builders.AT)

    page = owner.get(place).text

    assert "Ön zárolta a kapuját" not in page
    assert "Frissültek az adatai" not in page
    assert "regisztrálták a kapuját" in page


def test_nobody_elses_entries_are_in_the_file_or_among_the_looks(owner: Client) -> None:
    other = builders.activated_gate(person=builders.person_in_register(reference="SZL-8"))
    _happen(other, times=3, by=WORKER, at=builders.AT)
    accounts.note_opened(other.id, by=builders.clerk("masik"), at=builders.AT)

    file = owner.post(DOWNLOAD, {"kind": "sign_ins"}).content.decode("utf-8-sig")

    assert file.count("Belépett jelszóval") == 1
    assert "megnyitották az adatait" not in owner.get(LOOKED).text


def test_no_service_has_received_data_so_far(owner: Client) -> None:
    assert "Kapcsolt szolgáltatás eddig nem kapta meg az adatait." in owner.get(LOOKED).text


@pytest.mark.parametrize("place", [ACTIVITY, LOOKED])
def test_a_stranger_is_asked_to_sign_in(client: Client, place: str) -> None:
    assert client.get(place).headers["Location"].startswith("/belepes/")
