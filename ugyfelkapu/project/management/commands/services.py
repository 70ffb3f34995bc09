# SPDX-License-Identifier: EUPL-1.2
"""``services add|list|rotate-secret|go-live|disable|enable``: the catalogue of connected services."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any, Final  # options of several types
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from ugyfelkapu.domain.catalogue_errors import (
    ClientIdTaken,
    MetadataRefused,
    NeedsNoSecret,
    NotConnected,
    TrialUnfinished,
)
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.errors import Refusal, ServiceNameTaken, ServiceUnnamed, Unknown
from ugyfelkapu.federation import connecting, queries
from ugyfelkapu.federation.addresses import present_reach
from ugyfelkapu.federation.connecting import Connected
from ugyfelkapu.federation.oidc.strict_json import JsonError, read_object
from ugyfelkapu.federation.registration import Registration, read
from ugyfelkapu.federation.sectors import require_sector
from ugyfelkapu.federation.services import (
    Particulars,
    Purpose,
    add_service,
    connect_service,
    connect_without_trial,
    disable_service,
    enable_service,
)
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import now
from ugyfelkapu.pages.metadata_words import in_words
from ugyfelkapu.project.service_options import METADATA, add_options

EXAMPLES: Final = """
examples:
  A web application:
    services add --name "Könyvtári tagság" --owner "Minta Könyvtár" --receives name email \\
      --redirect-uri https://konyvtar.example/vissza --json
  One that proves who it is by its keys:
    services add --name … --owner … --profile fapi2_security --jwks keys.json --redirect-uri https://…
  From a file of client metadata (RFC 7591):
    services add --name … --owner … --metadata client.json

Added in development, everybody may sign in to it at once. Added in production it is on trial: an operator
tries it out at /uzemeltetes/szolgaltatasok/, and it goes live once every check passed.
"""
REFUSALS: Final[dict[type[Refusal], str]] = {
    ServiceNameTaken: "this owner has a service of this name already",
    ServiceUnnamed: "the service needs a name and an owner",
    ClientIdTaken: "another service has this client_id",
    NotConnected: "the service is in the catalogue only: no client is registered",
    NeedsNoSecret: "the service proves who it is without a secret",
}


class Command(BaseCommand):
    """Keep the catalogue of connected services."""

    help = (
        "Connect a service, list the connected ones, give one a new secret, let it go live, disable one or "
        "enable it again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a verb and what it needs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser(
            "add",
            help="connect a service; prints its id, client_id and client_secret, the secret only now",
            epilog=EXAMPLES,
            formatter_class=RawDescriptionHelpFormatter,
        )
        add_options(add)
        verbs.add_parser("list", help="the connected services").add_argument(
            "--json", action="store_true", help="print them as JSON"
        )
        for verb, meaning in (
            ("rotate-secret", "give it a new secret and print it; the one before is void"),
            ("go-live", "let everybody sign in to it, once every check of its trial passed"),
            ("disable", "let nobody sign in to it"),
            ("enable", "let people sign in again"),
        ):
            each = verbs.add_parser(verb, help=meaning)
            each.add_argument("id", type=UUID, help="as list prints it")
            if verb == "rotate-secret":
                each.add_argument("--json", action="store_true", help="print client_id and secret as JSON")

    def handle(self, *args: object, **options: Any) -> None:
        """Do it."""
        verbs = {
            "add": self._add,
            "list": self._list,
            "rotate-secret": self._rotate_secret,
            "go-live": self._go_live,
            "disable": self._disable,
            "enable": self._enable,
        }
        try:
            verbs[options["verb"]](options)
        except Unknown as refusal:
            raise CommandError(f"there is no service {options['id']}") from refusal
        except MetadataRefused as refusal:
            with translation.override("en"):
                raise CommandError(f"{refusal.data['field']}: {in_words(refusal)}") from refusal
        except TrialUnfinished as refusal:
            raise CommandError(f"checks that have not passed: {refusal.data['checks']}") from refusal
        except tuple(REFUSALS) as refusal:
            raise CommandError(REFUSALS[type(refusal)]) from refusal

    def _add(self, options: dict[str, Any]) -> None:
        particulars = _particulars(options)
        metadata = _metadata(options)
        if not metadata:
            service_id = add_service(particulars, by=COMMAND_LINE, at=now())
            self._tell({"id": str(service_id)}, str(service_id), options)
            return
        registration = read(metadata, reach=present_reach())
        require_sector(registration)
        self._tell_connected(_connected(particulars, registration), options)

    def _tell_connected(self, connected: Connected, options: dict[str, Any]) -> None:
        told = {
            "id": str(connected.service_id),
            "client_id": connected.client_id,
            "client_secret": connected.secret,
            "issuer": settings.PUBLIC_URL,
            "state": _state(queries.service(connected.service_id)),
        }
        shown = {name: value for name, value in told.items() if value}
        self._tell(shown, "\n".join(f"{name:<14} {value}" for name, value in shown.items()), options)

    def _tell(self, told: dict[str, str], text: str, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(told) if options["json"] else text)

    def _list(self, options: dict[str, Any]) -> None:
        found = queries.services()
        if options["json"]:
            self.stdout.write(
                json.dumps([_plain(service) for service in found], ensure_ascii=False, indent=2)
            )
            return
        for service in found:
            self.stdout.write(_line(service))

    def _rotate_secret(self, options: dict[str, Any]) -> None:
        self._tell_connected(connecting.renew_secret(options["id"], by=COMMAND_LINE, at=now()), options)

    def _go_live(self, options: dict[str, Any]) -> None:
        connecting.go_live(options["id"], by=COMMAND_LINE, at=now())
        self.stdout.write(f"everybody may sign in to {options['id']}")

    def _disable(self, options: dict[str, Any]) -> None:
        disable_service(options["id"], by=COMMAND_LINE, at=now())
        self.stdout.write(f"nobody signs in to {options['id']} any more")

    def _enable(self, options: dict[str, Any]) -> None:
        enable_service(options["id"], by=COMMAND_LINE, at=now())
        self.stdout.write(f"people may sign in to {options['id']} again")


def _connected(particulars: Particulars, registration: Registration) -> Connected:
    connect = connect_without_trial if settings.DEVELOPMENT else connect_service
    return connect(particulars, registration=registration, by=COMMAND_LINE, at=now())


def _particulars(options: dict[str, Any]) -> Particulars:
    return Particulars(
        name=options["name"],
        owner=options["owner"],
        name_en=options["name_en"],
        owner_en=options["owner_en"],
        receives=tuple(Datum(code) for code in options["receives"]),
        temporary=options["temporary"],
        purposes=dict(_purpose(text) for text in options["purpose"]),
        statutory=options["statutory"],
    )


def _purpose(text: str) -> tuple[Datum, Purpose]:
    code, _, words = text.partition("=")
    if code not in {datum.value for datum in Datum} or not words.strip():
        raise CommandError(f"--purpose {text}: write it as email=Értesítés or email=Értesítés|Notices")
    hu, _, en = words.partition("|")
    return Datum(code), Purpose(hu, en)


def _metadata(options: dict[str, Any]) -> dict[str, Any]:
    """Return what the service registers: what a file says, and what the options say instead."""
    metadata = _json(options["metadata"], "--metadata") if options["metadata"] else {}
    if options["jwks"]:
        metadata["jwks"] = _json(options["jwks"], "--jwks")
    said = {name: options[option] for option, name in METADATA.items()}
    return {**metadata, **{name: value for name, value in said.items() if value}}


def _json(path: Path, option: str) -> dict[str, Any]:
    try:
        return read_object(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{option}: cannot read {path}") from error
    except JsonError as error:
        raise CommandError(f"{option}: {path}: {error.reason}") from error


def _plain(service: queries.ConnectedService) -> dict[str, object]:
    client = service.client
    return {
        "id": str(service.id),
        "name": service.name_hu,
        "name_en": service.name_en,
        "owner": service.owner_hu,
        "owner_en": service.owner_en,
        "receives": list(service.receives),
        "temporary": service.temporary,
        "statutory": service.statutory,
        "disabled": service.disabled,
        "state": _state(service),
        "client_id": client.client_id if client else None,
        "profile": client.registration.profile.value if client else None,
        "redirect_uris": list(client.registration.redirect_uris) if client else [],
    }


def _state(service: queries.ConnectedService) -> str:
    if service.disabled:
        return "disabled"
    if service.client is None:
        return "not_connected"
    return "live" if service.client.live else "on_trial"


def _line(service: queries.ConnectedService) -> str:
    marks = [
        mark for mark, holds in (("temporary", service.temporary), ("statutory", service.statutory)) if holds
    ]
    known = [service.client.client_id] if service.client else []
    who = f"{service.name_hu}, {service.owner_hu}"
    return "  ".join([str(service.id), who, *known, " ".join(service.receives), *marks, _state(service)])
