# SPDX-License-Identifier: EUPL-1.2
"""The commands that keep the catalogue of connected services, and the services of the demo cast."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from tests import builders
from tests.rooms.federation import clients
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation import trial
from ugyfelkapu.federation.oidc.models import Client
from ugyfelkapu.federation.queries import open_to_temporary_gates, service, services
from ugyfelkapu.federation.services import Purpose
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.project import demo

pytestmark = pytest.mark.django_db

RETURN = "https://szolgaltatas.example.com/vissza"
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
            "statutory": False,
            "disabled": True,
            "state": "disabled",
            "client_id": None,
            "profile": None,
            "redirect_uris": [],
        }
    ]


def test_services_are_listed_for_people_one_a_line() -> None:
    service_id = _library()

    who = f"{service_id}  {LIBRARY[1]}, {LIBRARY[3]}"

    assert _services("list") == f"{who}  connection_code email mother_name  temporary  not_connected\n"


def test_an_empty_catalogue_is_an_empty_list() -> None:
    assert json.loads(_services("list", "--json")) == []


@pytest.mark.parametrize("verb", ["disable", "enable", "rotate-secret", "go-live"])
def test_a_service_that_is_not_there_is_refused(verb: str) -> None:
    with pytest.raises(CommandError, match="there is no service") as refused:
        _services(verb, str(uuid4()))

    assert refused.value.returncode == 1


def test_a_service_is_not_connected_twice() -> None:
    _library()

    with pytest.raises(CommandError, match="already"):
        _library()

    assert len(services()) == 1


def _connected(*arguments: str) -> dict[str, str]:
    told: dict[str, str] = json.loads(
        _services("add", *LIBRARY, "--redirect-uri", RETURN, "--json", *arguments)
    )
    return told


def _digest(client_id: str) -> bytes:
    return bytes(Client.objects.get(client_id=client_id).secret_digest or b"")


def test_a_connected_service_is_told_its_client_id_and_once_its_secret() -> None:
    told = _connected("--client-id", "minta")

    assert told == {
        "id": told["id"],
        "client_id": "minta",
        "client_secret": told["client_secret"],
        "issuer": "http://localhost:8000",
        "state": "live",
    }
    assert _digest("minta") == hashlib.sha256(told["client_secret"].encode()).digest()


def test_people_read_the_same_one_a_line() -> None:
    lines = _services("add", *LIBRARY, "--redirect-uri", RETURN).splitlines()

    assert [line.split()[0] for line in lines] == ["id", "client_id", "client_secret", "issuer", "state"]


def test_a_service_added_in_production_is_on_trial(settings: Settings) -> None:
    settings.DEVELOPMENT = False

    told = _connected()

    client = service(UUID(told["id"])).client
    assert told["state"] == "on_trial"
    assert client is not None
    assert not client.live
    with pytest.raises(CommandError, match="redirect challenge nonce redeemed sign_out"):
        _services("go-live", told["id"])


def test_a_service_goes_live_once_its_trial_passed(settings: Settings) -> None:
    settings.DEVELOPMENT = False
    told = _connected()
    client_id = Client.objects.get().id
    trial.begin_trial(UUID(told["id"]), by=COMMAND_LINE, at=builders.AT)
    for check in trial.Check:
        trial.saw(client_id, check, trial.Finding.PASSED, at=builders.AT)

    said = _services("go-live", told["id"])

    assert told["id"] in said
    assert json.loads(_services("list", "--json"))[0]["state"] == "live"


def test_production_takes_no_service_on_its_own_machine(settings: Settings) -> None:
    local = ("add", *LIBRARY, "--redirect-uri", "http://localhost:9000/vissza", "--json")
    taken = json.loads(_services(*local))
    settings.DEVELOPMENT = False

    with pytest.raises(CommandError, match=r"^redirect_uris: Only apps return to the same machine"):
        _services(*local)

    assert taken["client_id"]


def test_everything_that_a_service_registers_is_an_option(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(clients.keys(clients.signing_key(), clients.encryption_key())))
    told = _connected(
        *("--profile", "fapi2_security", "--auth-method", "private_key_jwt", "--jwks", str(keys)),
        *("--redirect-uri", f"{RETURN}/2", "--post-logout-redirect-uri", RETURN, "--minimum-level", "low"),
        *("--backchannel-logout-uri", f"{RETURN}/ki", "--audience", "https://api.example.com"),
        *("--sector-identifier-uri", ""),
        *("--auth-alg", "ES256", "--request-alg", "ES256", "--id-token-alg", "PS256"),
        *("--id-token-encryption", "ECDH-ES", "--id-token-encryption-content", "A256GCM"),
        *("--userinfo-alg", "ES256", "--userinfo-encryption", "ECDH-ES"),
        *("--receives", "email", "--purpose", "email=Értesítés|Notices", "--statutory"),
    )

    kept = service(UUID(told["id"]))
    assert "client_secret" not in told
    assert kept.client is not None
    assert kept.client.registration.redirect_uris == (RETURN, f"{RETURN}/2")
    assert kept.client.registration.metadata == {
        "token_endpoint_auth_signing_alg": "ES256",
        "request_object_signing_alg": "ES256",
        "id_token_signed_response_alg": "PS256",
        "id_token_encrypted_response_alg": "ECDH-ES",
        "id_token_encrypted_response_enc": "A256GCM",
        "userinfo_signed_response_alg": "ES256",
        "userinfo_encrypted_response_alg": "ECDH-ES",
        "backchannel_logout_uri": f"{RETURN}/ki",
    }
    assert (kept.statutory, kept.purposes[Datum.EMAIL]) == (True, Purpose("Értesítés", "Notices"))


def test_a_file_of_client_metadata_is_taken_and_options_count_more(tmp_path: Path) -> None:
    file = tmp_path / "client.json"
    file.write_text(json.dumps({"redirect_uris": ["https://regi.example.com/"], "client_name": "Minta"}))

    told = _connected("--metadata", str(file))

    client = service(UUID(told["id"])).client
    assert client is not None
    assert client.registration.redirect_uris == (RETURN,)


@pytest.mark.parametrize("text", ["no JSON", "[]"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "client.json"
    file.write_text(text)

    for option in ("--metadata", "--jwks"):
        with pytest.raises(CommandError, match=f"^{option}: "):
            _services("add", *LIBRARY, option, str(file))
    with pytest.raises(CommandError, match="--metadata: cannot read"):
        _services("add", *LIBRARY, "--metadata", str(tmp_path / "sehol"))

    assert not services()


def test_what_is_wrong_is_told_in_one_line_with_the_name_of_the_value() -> None:
    refused = (
        (("--redirect-uri", "https://minta.example.com/#x"), "redirect_uris: The address may have no part"),
        (("--id-token-alg", "HS256"), "id_token_signed_response_alg: This profile does not take it: HS256"),
        (("--auth-method", "private_key_jwt"), "jwks: Keys, or their address, are needed"),
    )

    for arguments, told in refused:
        with pytest.raises(CommandError) as error:
            _services("add", *LIBRARY, "--redirect-uri", RETURN, *arguments)
        assert str(error.value).startswith(told)
        assert "\n" not in str(error.value)

    assert not services()


def test_a_client_id_belongs_to_one_service() -> None:
    _connected("--client-id", "minta")

    with pytest.raises(CommandError, match="another service has this client_id"):
        _services(
            "add", "--name", "Másik", "--owner", "Másik", "--redirect-uri", RETURN, "--client-id", "minta"
        )


@pytest.mark.parametrize("purpose", ["email", "email=", "shoe_size=Cipő"])
def test_a_purpose_says_why_something_is_asked_for(purpose: str) -> None:
    with pytest.raises(CommandError, match="--purpose"):
        _services("add", *LIBRARY, "--purpose", purpose)


def test_a_secret_is_renewed_from_the_command_line() -> None:
    told = _connected()

    again = json.loads(_services("rotate-secret", told["id"], "--json"))

    assert again["client_id"] == told["client_id"]
    assert _digest(told["client_id"]) == hashlib.sha256(again["client_secret"].encode()).digest()
    assert again["client_secret"] != told["client_secret"]


def test_what_is_not_connected_or_has_no_secret_gets_none() -> None:
    catalogued = str(_library())
    app = json.loads(
        _services(
            *("add", "--name", "App", "--owner", "App", "--profile", "public_native", "--json"),
            *("--redirect-uri", "hu.pelda.app:/vissza"),
        )
    )

    with pytest.raises(CommandError, match="no client is registered"):
        _services("rotate-secret", catalogued)
    with pytest.raises(CommandError, match="without a secret"):
        _services("rotate-secret", app["id"])


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


def test_the_demo_has_three_services_beside_its_own_most_of_them_for_temporary_gates_too() -> None:
    demo.make(at=builders.AT)
    first = services()

    demo.make(at=builders.AT)

    assert services() == first
    assert len(first) == 4
    assert [known.name("hu") for known in open_to_temporary_gates()] == [
        "Időpontfoglalás (minta)",
        "Könyvtári tagság (minta)",
        "Mintaszolgáltatás",
    ]
