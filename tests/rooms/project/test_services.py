# SPDX-License-Identifier: EUPL-1.2
"""The commands that keep the catalogue of connected services, and the services of the demo cast."""

from __future__ import annotations

import io
import json
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command

from tests import builders
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation.queries import open_to_temporary_gates, service, services
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.project import demo

pytestmark = pytest.mark.django_db

LIBRARY = ("--name", "Könyvtári tagság (minta)", "--owner", "Minta Városi Könyvtár")


def _services(*arguments: str) -> str:
    printed = io.StringIO()
    call_command("services", *arguments, stdout=printed)
    return printed.getvalue()


def _library() -> UUID:
    told = _services("add", *LIBRARY, "--receives", "email", "mother_name", "--temporary", "--json")
    return UUID(json.loads(told)["id"])


def test_a_service_is_connected_from_the_command_line() -> None:
    kept = service(_library())

    assert (kept.name("hu"), kept.owner("hu")) == (LIBRARY[1], LIBRARY[3])
    assert kept.receives == (Datum.CONNECTION_CODE, Datum.EMAIL, Datum.MOTHER_NAME)
    assert kept.temporary
    assert latest_entries(event="ServiceAdded", limit=1)[0].actor_kind == "operator"


def test_adding_prints_the_id_that_the_other_verbs_take() -> None:
    service_id = _services("add", *LIBRARY).strip()

    _services("disable", service_id)
    disabled = service(UUID(service_id)).disabled
    _services("enable", service_id)

    assert (disabled, service(UUID(service_id)).disabled) == (True, False)


def test_services_are_listed_for_programs() -> None:
    service_id = _library()
    _services("disable", str(service_id))

    told = json.loads(_services("list", "--json"))

    assert told == [
        {
            "id": str(service_id),
            "name": "Könyvtári tagság (minta)",
            "name_en": "",
            "owner": "Minta Városi Könyvtár",
            "owner_en": "",
            "receives": ["connection_code", "email", "mother_name"],
            "temporary": True,
            "disabled": True,
        }
    ]


def test_services_are_listed_for_people_one_a_line() -> None:
    service_id = _library()

    line = f"{service_id}  {LIBRARY[1]}, {LIBRARY[3]}  connection_code email mother_name  temporary\n"

    assert _services("list") == line


def test_an_empty_catalogue_is_an_empty_list() -> None:
    assert json.loads(_services("list", "--json")) == []


@pytest.mark.parametrize("verb", ["disable", "enable"])
def test_a_service_that_is_not_there_is_refused(verb: str) -> None:
    with pytest.raises(CommandError, match="there is no service") as refused:
        _services(verb, str(uuid4()))

    assert refused.value.returncode == 1


def test_a_service_is_not_connected_twice() -> None:
    _library()

    with pytest.raises(CommandError, match="already"):
        _library()

    assert len(services()) == 1


def test_a_service_without_a_name_is_refused() -> None:
    with pytest.raises(CommandError, match="needs a name"):
        _services("add", "--name", " ", "--owner", "Minta Városi Könyvtár")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("burn",),
        ("add", "--name", "Minta"),
        ("add", *LIBRARY, "--receives", "personal_identifier"),
        ("disable", "minta"),
    ],
)
def test_wrong_usage_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        _services(*arguments)

    assert not services()


def test_the_demo_connects_three_services_two_of_them_for_temporary_gates_too() -> None:
    demo.make(at=builders.AT)
    first = services()

    demo.make(at=builders.AT)

    assert services() == first
    assert len(first) == 3
    assert [known.name("hu") for known in open_to_temporary_gates()] == [
        "Időpontfoglalás (minta)",
        "Könyvtári tagság (minta)",
    ]
