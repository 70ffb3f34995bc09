# SPDX-License-Identifier: EUPL-1.2
"""Identity verification: a service is told match, no match or not proofed about people whom it knows."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any  # requests and answers are open JSON
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.clock import Clock, clock
from tests.pages.citizen.owners import give_password
from tests.rooms.federation import clients
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.services.desk import SuspensionReason, suspend
from ugyfelkapu.domain.verification import QUESTIONS_ABOUT_SOMEBODY, QUESTIONS_OF_A_SERVICE
from ugyfelkapu.federation.connecting import Connected
from ugyfelkapu.federation.models import QuestionCount
from ugyfelkapu.federation.oidc.identity_verification import forget_counts
from ugyfelkapu.federation.oidc.models import Client, Subject
from ugyfelkapu.federation.queries import service
from ugyfelkapu.federation.services import disable_service
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.queries import latest_entries

__all__ = ["clock"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ADDRESS = "/azonositas/"
AT = builders.AT
MARIA = {
    "family_name": "Minta",
    "given_name": "Mária",
    "birth_family_name": "Próba",
    "birth_given_name": "Mária",
    "birthdate": "1984-03-27",
    "place_of_birth": {"locality": "Hódmezővásárhely"},
    "mother_birth_family_name": "Teszt",
    "mother_birth_given_name": "Erzsébet Ilona",
    "nationalities": ["HUN"],
}
FEWEST = {name: MARIA[name] for name in ("birth_family_name", "birth_given_name", "birthdate")}


@dataclass(frozen=True, slots=True)
class Asker:
    """A service that asks."""

    told: Connected

    @property
    def header(self) -> str:
        pair = f"{self.told.client_id}:{self.told.secret}"
        return f"Basic {base64.b64encode(pair.encode()).decode()}"

    def knows(self, account_id: UUID, sub: str = "kod") -> str:
        """Let somebody have signed in at the service before."""
        sector = Client.objects.get(client_id=self.told.client_id).sector
        Subject.objects.create(account_id=account_id, sector=sector, sub=sub)
        return sub

    def ask(self, sub: str, claims: Any = FEWEST, *, request_id: Any = "2026-1", **more: Any) -> Any:
        body = {"request_id": request_id, "sub": sub, "claims": claims, **more}
        return self.send(json.dumps(body))

    def send(self, body: str, **headers: Any) -> Any:
        usual = {"content_type": "application/json", "HTTP_AUTHORIZATION": self.header}
        return Browser().post(ADDRESS, body, **{**usual, **headers})


@pytest.fixture
def asker() -> Asker:
    """Return a live service."""
    return Asker(clients.live())


def _result(answer: Any) -> str:
    told = answer.json()
    assert answer.status_code == 200, told
    assert set(told) == {"request_id", "result"}
    return str(told["result"])


@pytest.mark.parametrize("claims", [MARIA, FEWEST], ids=["all", "fewest"])
def test_what_agrees_is_a_match(asker: Asker, claims: dict[str, Any]) -> None:
    sub = asker.knows(builders.activated_gate().id)

    answer = asker.ask(sub, claims)

    assert answer.json() == {"request_id": "2026-1", "result": "match"}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "changed",
    [
        {"birthdate": "1984-03-28"},
        {"birth_family_name": "Minta"},
        {"mother_birth_given_name": "Erzsébet"},
        {"nationalities": ["SVK"]},
        {"place_of_birth": {"locality": "Szeged"}},
        {"given_name": ""},
    ],
    ids=str,
)
def test_what_differs_is_no_match(asker: Asker, changed: dict[str, Any]) -> None:
    sub = asker.knows(builders.activated_gate().id)

    assert _result(asker.ask(sub, {**MARIA, **changed})) == "no_match"


def test_a_code_that_the_service_knows_nobody_by_is_no_match(asker: Asker) -> None:
    other = Asker(clients.live())
    foreign = other.knows(builders.activated_gate().id, "idegen")

    assert _result(asker.ask("sehol")) == "no_match"
    assert _result(asker.ask(foreign)) == "no_match"
    assert _result(other.ask(foreign)) == "match"


def test_nobody_has_proofed_a_temporary_gate(asker: Asker) -> None:
    sub = asker.knows(builders.activated_temporary_gate().id)

    assert _result(asker.ask(sub)) == "not_proofed"
    assert _result(asker.ask(sub, {**FEWEST, "birthdate": "1999-01-01"})) == "not_proofed"


def test_a_gate_that_is_not_open_confirms_nothing(asker: Asker, clock: Clock) -> None:
    suspended, ended = builders.activated_gate(), builders.activated_temporary_gate()
    subs = asker.knows(suspended.id, "zarolt"), asker.knows(ended.id, "lejart")
    suspend(suspended.id, reason=SuspensionReason.COMPROMISE, by=builders.clerk(), at=AT)
    clock.forward(days=40)

    assert [_result(asker.ask(sub)) for sub in subs] == ["no_match", "no_match"]


# ------------------------------------------------------------------ what may be asked


@pytest.mark.parametrize(
    "missing",
    ["birthdate", "birth_family_name", "birth_given_name", "given_name", "mother_birth_family_name"],
)
def test_too_little_is_refused_whoever_is_asked_about(asker: Asker, missing: str) -> None:
    sub = asker.knows(builders.activated_gate().id)
    fewer = {name: value for name, value in MARIA.items() if name != missing}

    answers = [asker.ask(code, fewer) for code in (sub, "sehol")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["error"] == "insufficient_data"
    assert not latest_entries(event="IdentityCompared")


def test_whoever_has_one_name_has_an_empty_given_name(asker: Asker) -> None:
    assert _result(asker.ask("sehol", {**FEWEST, "birth_given_name": ""})) == "no_match"


@pytest.mark.parametrize(
    "changed",
    [
        {"claims": None},
        {"claims": []},
        {"claims": {**FEWEST, "email": "minta@example.com"}},
        {"claims": {**FEWEST, "birthdate": "1984-3-27"}},
        {"claims": {**FEWEST, "birthdate": "1984-02-30"}},
        {"claims": {**FEWEST, "birthdate": 19840327}},
        {"claims": {**FEWEST, "birth_family_name": ""}},
        {"claims": {**FEWEST, "birth_family_name": "<b>"}},
        {"claims": {**FEWEST, "birth_family_name": ["Próba"]}},
        {"claims": {**FEWEST, "place_of_birth": "Szeged"}},
        {"claims": {**FEWEST, "place_of_birth": {"locality": ""}}},
        {"claims": {**FEWEST, "place_of_birth": {"locality": "Szeged", "country": "HU"}}},
        {"claims": {**FEWEST, "nationalities": "HUN"}},
        {"claims": {**FEWEST, "nationalities": ["HU"]}},
        {"claims": {**FEWEST, "nationalities": ["HUN", "SVK"]}},
        {"claims": {**FEWEST, "nationalities": [["HUN"]]}},
        {"request_id": ""},
        {"request_id": 7},
        {"request_id": "minta mária"},
        {"request_id": "a" * 65},
        {"sub": ""},
        {"sub": None},
        {"sub": "a" * 256},
        {"other": 1},
        {"client_secret": 7},
    ],
    ids=str,
)
def test_a_question_that_cannot_be_right_is_refused(asker: Asker, changed: dict[str, Any]) -> None:
    body = {"request_id": "2026-1", "sub": "kod", "claims": FEWEST, **changed}

    answer = asker.send(json.dumps(body))

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert "Próba" not in answer.content.decode()
    assert "minta" not in answer.content.decode()


@pytest.mark.parametrize("body", ["{", "[]", '{"sub": "a", "sub": "b"}', "\ud83d".encode(errors="replace")])
def test_what_is_no_json_object_is_refused(asker: Asker, body: Any) -> None:
    assert asker.send(body).status_code == 400


def test_other_methods_types_and_sizes_are_refused(asker: Asker) -> None:
    read = Browser().get(ADDRESS)
    form = asker.send("sub=kod", content_type="application/x-www-form-urlencoded")
    huge = asker.send(json.dumps({"sub": "a" * 20_001}))

    assert (read.status_code, read.headers["Allow"]) == (405, "POST")
    assert (form.status_code, huge.status_code) == (415, 413)


@pytest.mark.parametrize("length", ["many", "-1", ""])
def test_a_length_that_is_none_is_no_surprise(asker: Asker, length: str) -> None:
    assert asker.send("{}", CONTENT_LENGTH=length).status_code == 400


# ------------------------------------------------------------------ who may ask


def test_credentials_may_stand_in_the_body(asker: Asker) -> None:
    poster = Asker(clients.live(token_endpoint_auth_method="client_secret_post"))
    proof = {"client_id": poster.told.client_id, "client_secret": poster.told.secret}
    body = {"request_id": "2026-1", "sub": "kod", "claims": FEWEST}

    right = Browser().post(ADDRESS, json.dumps({**body, **proof}), content_type="application/json")
    other = asker.ask("kod", **{name: value for name, value in proof.items() if name == "client_id"})

    assert _result(right) == "no_match"
    assert other.status_code == 401


def test_nobody_asks_without_proof(asker: Asker) -> None:
    wrong = Asker(Connected(asker.told.service_id, asker.told.client_id, "kapu_cs_wrong"))
    unknown = Asker(Connected(asker.told.service_id, "sehol", asker.told.secret))
    body = json.dumps({"request_id": "2026-1", "sub": "kod", "claims": FEWEST})

    refused = [wrong.send(body), unknown.send(body), asker.send(body, HTTP_AUTHORIZATION="Basic x")]
    nameless = Browser().post(ADDRESS, body, content_type="application/json")

    assert [answer.status_code for answer in refused] == [401, 401, 401]
    assert {answer.json()["error"] for answer in refused} == {"invalid_client"}
    assert nameless.status_code in {400, 401}
    assert not latest_entries(event="IdentityCompared")


def test_an_app_that_can_prove_nothing_may_not_ask() -> None:
    app = clients.live(profile="public_native", redirect_uris=["hu.pelda.app:/vissza"])
    body = {"request_id": "2026-1", "sub": "kod", "claims": FEWEST, "client_id": app.client_id}

    answer = Browser().post(ADDRESS, json.dumps(body), content_type="application/json")

    assert (answer.status_code, answer.json()["error"]) == (403, "unauthorized_client")


def test_a_disabled_service_may_not_ask(asker: Asker) -> None:
    disable_service(asker.told.service_id, by=COMMAND_LINE, at=AT)

    assert asker.ask("kod").status_code == 401


# ------------------------------------------------------------------ counting, journal, cost


def test_questions_about_somebody_are_counted_right_or_wrong(asker: Asker, clock: Clock) -> None:
    sub = asker.knows(builders.activated_gate().id)
    for _ in range(QUESTIONS_ABOUT_SOMEBODY):
        asker.ask(sub)

    spent, other = asker.ask(sub), asker.ask("sehol")
    clock.forward(minutes=18)
    anew = asker.ask(sub)

    assert (spent.status_code, spent.json()["error"]) == (429, "rate_limited")
    assert spent.headers["Retry-After"] == str(18 * 60)
    assert _result(other) == "no_match"
    assert _result(anew) == "match"
    assert len(latest_entries(event="IdentityCompared")) == QUESTIONS_ABOUT_SOMEBODY + 2


def test_questions_of_a_service_are_counted_and_not_those_of_others(asker: Asker) -> None:
    other = Asker(clients.live())
    asker.ask("kod")
    QuestionCount.objects.update(asked=QUESTIONS_OF_A_SERVICE)

    assert asker.ask("masik").status_code == 429
    assert _result(other.ask("kod")) == "no_match"


def test_counts_of_earlier_hours_are_forgotten(asker: Asker) -> None:
    asker.ask("kod")

    kept = forget_counts(at=AT + timedelta(hours=1))
    gone = forget_counts(at=AT + timedelta(hours=3))

    assert (kept, gone, QuestionCount.objects.count()) == (0, 2, 0)


def test_each_question_is_noted_without_what_was_asked(asker: Asker) -> None:
    gate = builders.activated_gate()
    asker.ask(asker.knows(gate.id), MARIA)
    asker.ask("sehol", MARIA, request_id="2026-2")

    unknown, known = latest_entries(event="IdentityCompared", limit=2)

    assert (known.subject, known.details["result"]) == (gate.id, "match")
    assert (unknown.subject, unknown.details["result"]) == (None, "no_match")
    assert {each.actor_kind for each in (known, unknown)} == {"service"}
    assert known.details["service"] == known.actor_id == str(asker.told.service_id)
    assert len({known.details["request"], unknown.details["request"]}) == 2
    assert len(str(known.details["request"])) == 64


def test_the_owner_reads_who_had_data_compared(asker: Asker) -> None:
    gate = builders.activated_gate()
    asker.ask(asker.knows(gate.id))
    browser = Browser()
    give_password(browser, gate)

    page = browser.get("/fiok/naplo/").content.decode()

    assert service(asker.told.service_id).name("hu") in page
    assert "össze" in page


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_a_question_takes_few_statements_whoever_is_asked_about(asker: Asker, known: bool) -> None:
    sub = asker.knows(builders.activated_gate().id)
    asker.ask(sub)

    with CaptureQueriesContext(connection) as captured:
        asker.ask(sub if known else "sehol")

    said = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(said) <= 3, said


def test_an_erased_gate_is_known_no_more(asker: Asker) -> None:
    gate = builders.activated_gate()
    sub = asker.knows(gate.id)
    Account.objects.filter(id=gate.id).delete()

    assert _result(asker.ask(sub)) == "no_match"
