# SPDX-License-Identifier: EUPL-1.2
"""The catalogue of connected services: who may change it, what it keeps, what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from tests import builders
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.errors import Forbidden, ServiceNameTaken, ServiceUnnamed, Unknown
from ugyfelkapu.federation import queries
from ugyfelkapu.federation.models import Service
from ugyfelkapu.federation.services import (
    Particulars,
    Purpose,
    add_service,
    change_service,
    disable_service,
    enable_service,
)
from ugyfelkapu.journal.actor import COMMAND_LINE, STRANGER, WORKER, Actor, citizen
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db

AT = builders.AT
LATER = AT + timedelta(days=1)
LIBRARY = Particulars(
    name="Könyvtári tagság (minta)",
    owner="Minta Városi Könyvtár",
    name_en="Library membership (sample)",
    owner_en="Sample City Library",
    receives=(Datum.EMAIL, Datum.NAME),
    temporary=True,
)
Verb = Callable[[UUID, Actor], object]
VERBS: dict[str, Verb] = {
    "add": lambda _id, by: add_service(replace(LIBRARY, name="Másik"), by=by, at=AT),
    "change": lambda service_id, by: change_service(service_id, particulars=LIBRARY, by=by, at=AT),
    "disable": lambda service_id, by: disable_service(service_id, by=by, at=AT),
    "enable": lambda service_id, by: enable_service(service_id, by=by, at=AT),
}


def _library(**changes: object) -> UUID:
    return add_service(replace(LIBRARY, **changes), by=COMMAND_LINE, at=AT)  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_an_operator_and_the_command_line_keep_the_catalogue(verb: Verb) -> None:
    service_id = _library()

    verb(service_id, builders.clerk("uzemelteto1", role=Role.OPERATOR))
    Service.objects.filter(name="Másik").delete()
    verb(service_id, COMMAND_LINE)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_nobody_else_changes_the_catalogue(verb: Verb) -> None:
    service_id = _library()
    before = queries.services()
    staff = [builders.clerk(f"{role}1", role=role) for role in Role if role is not Role.OPERATOR]

    for by in (*staff, STRANGER, WORKER, citizen(uuid4())):
        with pytest.raises(Forbidden):
            verb(service_id, by)

    assert queries.services() == before


@pytest.mark.parametrize("verb", [verb for name, verb in VERBS.items() if name != "add"])
def test_what_is_not_in_the_catalogue_cannot_be_changed(verb: Verb) -> None:
    with pytest.raises(Unknown):
        verb(uuid4(), COMMAND_LINE)


def test_a_service_is_kept_as_it_was_told() -> None:
    kept = queries.service(_library())

    assert (kept.name("hu"), kept.owner("hu")) == (LIBRARY.name, LIBRARY.owner)
    assert (kept.name("en"), kept.owner("en")) == (LIBRARY.name_en, LIBRARY.owner_en)
    assert kept.receives == (Datum.CONNECTION_CODE, Datum.EMAIL, Datum.NAME)
    assert (kept.temporary, kept.disabled, kept.added_at) == (True, False, AT)


def test_a_service_without_english_is_named_in_hungarian() -> None:
    kept = queries.service(_library(name_en="", owner_en=""))

    assert (kept.name("en"), kept.owner("en")) == (LIBRARY.name, LIBRARY.owner)


def test_a_temporary_gate_gives_a_service_its_code_and_address_alone() -> None:
    kept = queries.service(_library(receives=tuple(Datum)))

    assert kept.receives_from_temporary_gates == (Datum.CONNECTION_CODE, Datum.EMAIL)


def test_a_service_says_why_it_asks_for_what_it_receives_and_for_nothing_else() -> None:
    email, name = Purpose("Értesítés", "Notices"), Purpose(" Az  olvasójegyre\0 ")
    purposes = {Datum.NAME: name, Datum.CITIZENSHIP: name, Datum.EMAIL: email}

    kept = queries.service(_library(purposes=purposes))

    assert dict(kept.purposes) == {Datum.EMAIL: email, Datum.NAME: Purpose("Az olvasójegyre")}


def test_a_service_with_statutory_authority_is_marked_so() -> None:
    assert queries.service(_library(statutory=True)).statutory
    assert not queries.service(_library(name="Másik")).statutory


def test_a_service_for_full_gates_receives_nothing_from_temporary_ones() -> None:
    assert queries.service(_library(temporary=False)).receives_from_temporary_gates == ()


def test_a_service_is_changed_from_its_name_to_what_it_receives() -> None:
    service_id = _library()
    wanted = Particulars(name="Tagság", owner="Könyvtár", receives=(Datum.CITIZENSHIP,))

    change_service(service_id, particulars=wanted, by=COMMAND_LINE, at=LATER)

    kept = queries.service(service_id)
    assert (kept.name("en"), kept.owner("en"), kept.temporary) == ("Tagság", "Könyvtár", False)
    assert kept.receives == (Datum.CONNECTION_CODE, Datum.CITIZENSHIP)
    assert kept.added_at == AT


def test_a_change_does_not_enable_a_disabled_service() -> None:
    service_id = _library()
    disable_service(service_id, by=COMMAND_LINE, at=AT)

    change_service(service_id, particulars=LIBRARY, by=COMMAND_LINE, at=LATER)

    assert queries.service(service_id).disabled


def test_an_owner_has_one_service_of_a_name() -> None:
    _library()

    with pytest.raises(ServiceNameTaken):
        _library(name=" Könyvtári \N{ZERO WIDTH SPACE}tagság\n(minta) ")

    assert len(queries.services()) == 1


def test_two_owners_may_have_services_of_one_name() -> None:
    _library()

    _library(owner="Másik Könyvtár")

    assert len(queries.services()) == 2


def test_a_change_to_the_name_of_another_service_is_refused() -> None:
    _library()
    other = _library(name="Másik")

    with pytest.raises(ServiceNameTaken):
        change_service(other, particulars=LIBRARY, by=COMMAND_LINE, at=LATER)

    assert queries.service(other).name("hu") == "Másik"


@pytest.mark.parametrize("nothing", ["", " \n", "\N{ZERO WIDTH SPACE}", "\0"])
@pytest.mark.parametrize("field", ["name", "owner"])
def test_a_service_without_name_or_owner_is_refused(field: str, nothing: str) -> None:
    service_id = _library()
    unnamed = replace(LIBRARY, **{field: nothing})  # type: ignore[arg-type]

    with pytest.raises(ServiceUnnamed):
        add_service(unnamed, by=COMMAND_LINE, at=AT)
    with pytest.raises(ServiceUnnamed):
        change_service(service_id, particulars=unnamed, by=COMMAND_LINE, at=AT)


def test_the_table_itself_holds_no_nameless_service() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.create(name="", owner="Minta", receives=[], added_at=AT)


def test_names_hide_nothing_that_nobody_sees() -> None:
    kept = queries.service(_library(name="Adó\N{RIGHT-TO-LEFT OVERRIDE}egyenleg\0", name_en=" Tax\tbalance "))

    assert (kept.name("hu"), kept.name("en")) == ("Adóegyenleg", "Tax balance")


def test_services_stand_by_name_the_disabled_ones_too() -> None:
    second, first = _library(name="B"), _library(name="A")
    disable_service(first, by=COMMAND_LINE, at=AT)

    assert [known.id for known in queries.services()] == [first, second]


def test_temporary_gates_are_offered_only_what_is_marked_and_enabled() -> None:
    opened = _library(name="B")
    also_opened = _library(name="A")
    _library(name="C", temporary=False)
    disable_service(_library(name="D"), by=COMMAND_LINE, at=AT)

    assert [known.id for known in queries.open_to_temporary_gates()] == [also_opened, opened]


def test_a_disabled_service_is_enabled_again() -> None:
    service_id = _library()
    disable_service(service_id, by=COMMAND_LINE, at=AT)

    enable_service(service_id, by=COMMAND_LINE, at=LATER)

    assert not queries.service(service_id).disabled
    assert queries.open_to_temporary_gates()


def test_a_service_disabled_twice_keeps_its_first_moment() -> None:
    service_id = _library()
    disable_service(service_id, by=COMMAND_LINE, at=AT)

    disable_service(service_id, by=COMMAND_LINE, at=LATER)

    assert queries.service(service_id).disabled_at == AT


def test_an_unknown_service_is_not_found() -> None:
    with pytest.raises(Unknown):
        queries.service(uuid4())


def test_the_journal_tells_what_each_service_receives_since_when() -> None:
    service_id = _library()
    open_to_all = {"temporary": True, "statutory": False}
    by_statute = {"temporary": False, "statutory": True}
    full_only = replace(LIBRARY, receives=(), temporary=False, statutory=True)
    change_service(service_id, particulars=full_only, by=COMMAND_LINE, at=LATER)
    disable_service(service_id, by=COMMAND_LINE, at=LATER)
    enable_service(service_id, by=COMMAND_LINE, at=LATER)

    told = [(entry.event, entry.subject, entry.details) for entry in reversed(latest_entries())]

    assert told == [
        ("ServiceAdded", service_id, {"receives": "connection_code email name", **open_to_all}),
        ("ServiceChanged", service_id, {"receives": "connection_code", **by_statute}),
        ("ServiceDisabled", service_id, {}),
        ("ServiceEnabled", service_id, {}),
    ]
