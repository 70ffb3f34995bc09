# SPDX-License-Identifier: EUPL-1.2
"""``services add|list|disable|enable``: the catalogue of connected services."""

import json
from argparse import ArgumentParser
from typing import Any  # options of several types
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.errors import ServiceNameTaken, ServiceUnnamed, Unknown
from ugyfelkapu.federation import queries
from ugyfelkapu.federation.services import Particulars, add_service, disable_service, enable_service
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import now


class Command(BaseCommand):
    """Keep the catalogue of connected services."""

    help = "Connect a service, list the connected ones, disable one or enable it again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``add --name … --owner …``, ``list``, ``disable ID`` and ``enable ID``."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="connect a service and print its id")
        add.add_argument("--name", required=True, help="in Hungarian")
        add.add_argument("--owner", required=True, help="who runs it, in Hungarian")
        add.add_argument("--name-en", default="", help="in English")
        add.add_argument("--owner-en", default="", help="who runs it, in English")
        add.add_argument(
            "--receives",
            nargs="*",
            default=[],
            choices=[datum.value for datum in Datum],
            help="what it receives from full gates; the connection code always",
        )
        add.add_argument("--temporary", action="store_true", help="temporary gates may use it too")
        add.add_argument("--json", action="store_true", help="print the id as JSON")
        verbs.add_parser("list", help="the connected services").add_argument("--json", action="store_true")
        for verb, meaning in (
            ("disable", "let nobody sign in to it"),
            ("enable", "let people sign in again"),
        ):
            verbs.add_parser(verb, help=meaning).add_argument("id", type=UUID, help="as list prints it")

    def handle(self, *args: object, **options: Any) -> None:
        """Do it."""
        verbs = {"add": self._add, "list": self._list, "disable": self._disable, "enable": self._enable}
        try:
            verbs[options["verb"]](options)
        except Unknown as refusal:
            raise CommandError(f"there is no service {options['id']}") from refusal
        except ServiceNameTaken as refusal:
            raise CommandError("this owner has a service of this name already") from refusal
        except ServiceUnnamed as refusal:
            raise CommandError("the service needs a name and an owner") from refusal

    def _add(self, options: dict[str, Any]) -> None:
        particulars = Particulars(
            name=options["name"],
            owner=options["owner"],
            name_en=options["name_en"],
            owner_en=options["owner_en"],
            receives=tuple(Datum(code) for code in options["receives"]),
            temporary=options["temporary"],
        )
        service_id = add_service(particulars, by=COMMAND_LINE, at=now())
        self.stdout.write(json.dumps({"id": str(service_id)}) if options["json"] else str(service_id))

    def _list(self, options: dict[str, Any]) -> None:
        found = queries.services()
        if options["json"]:
            self.stdout.write(
                json.dumps([_plain(service) for service in found], ensure_ascii=False, indent=2)
            )
            return
        for service in found:
            self.stdout.write(_line(service))

    def _disable(self, options: dict[str, Any]) -> None:
        disable_service(options["id"], by=COMMAND_LINE, at=now())
        self.stdout.write(f"nobody signs in to {options['id']} any more")

    def _enable(self, options: dict[str, Any]) -> None:
        enable_service(options["id"], by=COMMAND_LINE, at=now())
        self.stdout.write(f"people may sign in to {options['id']} again")


def _plain(service: queries.ConnectedService) -> dict[str, object]:
    return {
        "id": str(service.id),
        "name": service.name_hu,
        "name_en": service.name_en,
        "owner": service.owner_hu,
        "owner_en": service.owner_en,
        "receives": list(service.receives),
        "temporary": service.temporary,
        "disabled": service.disabled,
    }


def _line(service: queries.ConnectedService) -> str:
    marks = [
        mark for mark, set_ in (("temporary", service.temporary), ("disabled", service.disabled)) if set_
    ]
    parts = [str(service.id), f"{service.name_hu}, {service.owner_hu}", " ".join(service.receives), *marks]
    return "  ".join(parts)
