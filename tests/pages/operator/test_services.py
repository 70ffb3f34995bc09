# SPDX-License-Identifier: EUPL-1.2
"""Connected services: the catalogue on the page, adding, changing, disabling and enabling one."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.test import Client

from tests import builders
from tests.pages.html import Page, words
from tests.rooms.federation import clients
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation.queries import open_to_temporary_gates, service, services
from ugyfelkapu.federation.services import Particulars, Purpose, add_service, disable_service
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.pages.disclosure import DATA

LIST = "/uzemeltetes/szolgaltatasok/"
NEW = f"{LIST}uj/"
LIBRARY = {
    "name": "Könyvtári tagság (minta)",
    "owner": "Minta Városi Könyvtár",
    "name_en": "Library membership (sample)",
    "owner_en": "Sample City Library",
    "receives": ["email", "name"],
    "temporary": "on",
}


def _tax() -> UUID:
    particulars = Particulars(name="Adóegyenleg", owner="Minta Adóhivatal", receives=(Datum.MOTHER_NAME,))
    return add_service(particulars, by=COMMAND_LINE, at=builders.AT)


def _row(browser: Client, name: str) -> str:
    page = Page(browser.get(LIST).content)
    return next(words(row) for row in page.all("tr") if name in row.text)


def test_an_empty_catalogue_offers_the_first_step(operator: Client) -> None:
    page = Page(operator.get(LIST).content)

    assert [words(link) for link in page.all("a") if link["href"] == NEW] == [
        "Új szolgáltatás",
        "Kapcsolja össze az elsőt",
    ]
    assert not page.all("table")


def test_an_operator_connects_a_service(operator: Client) -> None:
    answer = operator.post(NEW, LIBRARY)

    (kept,) = services()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}{kept.id}/")
    assert (kept.name("hu"), kept.owner("en")) == (LIBRARY["name"], LIBRARY["owner_en"])
    assert kept.receives == (Datum.CONNECTION_CODE, Datum.EMAIL, Datum.NAME)
    assert kept.temporary
    assert latest_entries(event="ServiceAdded", limit=1)[0].subject == kept.id


def test_the_list_says_what_a_service_receives_and_from_whom(operator: Client) -> None:
    operator.post(NEW, LIBRARY)
    _tax()

    library, tax = _row(operator, "Könyvtári"), _row(operator, "Adóegyenleg")

    assert "kapcsolati kód, e-mail-cím, név ideiglenes kapuval is nincs bejegyezve" in library
    assert "kapcsolati kód, anyja neve csak teljes kapuval nincs bejegyezve" in tax


def test_the_list_speaks_the_language_of_its_reader(operator: Client) -> None:
    operator.post(NEW, LIBRARY)
    operator.get(f"{LIST}?lang=en")

    row = _row(operator, "Library membership")

    assert "connection code, e-mail address, name temporary gates too" in row


def test_a_service_needs_a_name_and_an_owner(operator: Client) -> None:
    for field in ("name", "owner"):
        answer = operator.post(NEW, {**LIBRARY, field: " "})

        assert answer.status_code == 422, field
        assert Page(answer.content).all("div", "govuk-error-summary"), field
    assert not services()


def test_a_name_that_nobody_sees_is_refused(operator: Client) -> None:
    answer = operator.post(NEW, {**LIBRARY, "name": "\N{ZERO WIDTH SPACE}"})

    assert answer.status_code == 422
    assert not services()


def test_a_service_receives_only_what_is_on_the_list(operator: Client) -> None:
    answer = operator.post(NEW, {**LIBRARY, "receives": ["email", "personal_identifier"]})

    assert answer.status_code == 422
    assert not services()


def test_an_owner_does_not_connect_a_service_twice(operator: Client) -> None:
    operator.post(NEW, LIBRARY)

    answer = operator.post(NEW, LIBRARY)

    assert answer.status_code == 422
    assert "már van ilyen nevű szolgáltatása" in words(
        Page(answer.content).all("div", "govuk-error-summary")[0]
    )
    assert len(services()) == 1


def test_an_operator_opens_a_service_to_temporary_gates(operator: Client) -> None:
    service_id = _tax()
    page = Page(operator.get(f"{LIST}{service_id}/adatok/").content)
    ticked = [box["value"] for box in page.all("input") if "checked" in box]

    answer = operator.post(f"{LIST}{service_id}/adatok/", {**LIBRARY, "receives": ticked})

    assert ticked == ["mother_name"]
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}{service_id}/")
    assert [known.id for known in open_to_temporary_gates()] == [service_id]
    assert service(service_id).receives_from_temporary_gates == (Datum.CONNECTION_CODE,)


def test_what_is_left_unmarked_is_taken_back(operator: Client) -> None:
    operator.post(NEW, LIBRARY)
    (before,) = services()

    operator.post(f"{LIST}{before.id}/", {"name": "Tagság", "owner": "Könyvtár"})

    after = service(before.id)
    assert (after.name("en"), after.receives, after.temporary) == ("Tagság", (Datum.CONNECTION_CODE,), False)


def test_a_change_to_the_name_of_another_service_is_refused(operator: Client) -> None:
    operator.post(NEW, LIBRARY)
    service_id = _tax()

    answer = operator.post(f"{LIST}{service_id}/adatok/", LIBRARY)

    assert answer.status_code == 422
    assert service(service_id).name("hu") == "Adóegyenleg"


def test_disabling_asks_first(operator: Client) -> None:
    service_id = _tax()

    answer = operator.get(f"{LIST}{service_id}/letiltas/")

    assert answer.status_code == 200
    assert "Adóegyenleg" in answer.content.decode()
    assert not service(service_id).disabled


def test_a_disabled_service_offers_to_be_enabled(operator: Client) -> None:
    service_id = _tax()

    answer = operator.post(f"{LIST}{service_id}/letiltas/")

    page = operator.get(LIST).content.decode()
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    assert service(service_id).disabled
    assert "letiltva" in _row(operator, "Adóegyenleg")
    assert f"{LIST}{service_id}/letiltas/" not in page
    assert f"{LIST}{service_id}/engedelyezes/" in page


def test_an_operator_enables_a_service_again(operator: Client) -> None:
    service_id = _tax()
    disable_service(service_id, by=COMMAND_LINE, at=builders.AT)

    answer = operator.post(f"{LIST}{service_id}/engedelyezes/")

    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    assert not service(service_id).disabled


def test_a_service_that_is_not_there_is_not_found(operator: Client) -> None:
    nowhere = f"{LIST}{uuid4()}/"

    read = ("", "adatok/", "bejegyzes/", "titok/", "proba/", "letiltas/")
    sent = ("adatok/", "bejegyzes/", "titok/", "proba/", "elesites/", "letiltas/", "engedelyezes/")
    statuses = {operator.get(f"{nowhere}{page}").status_code for page in read}
    statuses |= {operator.post(f"{nowhere}{act}", LIBRARY).status_code for act in sent}

    assert statuses == {404}


def test_a_service_says_why_it_asks_and_whether_a_statute_gives_it(operator: Client) -> None:
    operator.post(NEW, {**LIBRARY, "why_email": "Értesítés", "why_email_en": "Notices", "statutory": "on"})
    (kept,) = services()

    page = Page(operator.get(f"{LIST}{kept.id}/adatok/").content)
    whole = operator.get(f"{LIST}{kept.id}/").content.decode()

    assert dict(kept.purposes) == {Datum.EMAIL: Purpose("Értesítés", "Notices")}
    assert kept.statutory
    assert page.by_id("why-email")["value"] == "Értesítés"
    assert "e-mail-cím: Értesítés" in whole
    assert "nem kérdezünk senkit" in whole


def test_a_service_for_a_level_is_not_opened_to_temporary_gates(operator: Client) -> None:
    told = clients.on_trial(minimum_level="low")

    answer = operator.post(f"{LIST}{told.service_id}/adatok/", LIBRARY)

    assert answer.status_code == 422
    assert "Az ideiglenes kapuk nem érnek el szintet" in answer.content.decode()
    assert not service(told.service_id).temporary


def test_the_list_says_how_far_each_service_is(operator: Client) -> None:
    clients.on_trial()
    clients.live()
    disable_service(clients.live().service_id, by=COMMAND_LINE, at=builders.AT)
    _tax()

    page = operator.get(LIST).content.decode()

    for state in ("próba alatt", "működik", "letiltva", "nincs bejegyezve"):
        assert page.count(state) == 1, state


def test_everything_that_a_service_may_receive_has_words() -> None:
    assert tuple(DATA) == tuple(Datum)
