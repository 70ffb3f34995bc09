# SPDX-License-Identifier: EUPL-1.2
"""``run``: serve pages with the worker beside, and in development the demo service; until Ctrl-C."""

import os
import sys
from argparse import ArgumentParser
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from ugyfelkapu.project import demo, demo_service
from ugyfelkapu.project.env import Environment
from ugyfelkapu.project.preparing import prepare
from ugyfelkapu.project.processes import (
    Child,
    Household,
    PortBusy,
    demo_service_command,
    metrics_directory,
    require_free,
    web_command,
    worker_command,
)

DEFAULT_PORT = 8000


class Command(BaseCommand):
    """Serve on this machine."""

    help = (
        "Prepare whatever is missing, then serve pages with the worker beside, and in development the demo "
        "service on the port after; Ctrl-C stops all."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--port``."""
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or DEFAULT_PORT))

    def handle(self, *args: object, **options: int) -> None:
        """Prepare, tell where, serve."""
        port = options["port"]
        os.environ["PORT"] = str(port)
        settings.PUBLIC_URL = Environment(os.environ, settings.ROOT).public_url
        for needed in (port, port + 1) if settings.DEVELOPMENT else (port,):
            _require_free(needed)
        prepare()
        connections.close_all()
        self._tell(port)
        environment = {
            **os.environ,
            "PROMETHEUS_MULTIPROC_DIR": str(metrics_directory(settings.STATE)),
            **demo_service.environment(),
        }
        children = [
            Child("web server", web_command(port)),
            Child("worker", worker_command()),
        ]
        if settings.DEVELOPMENT:
            children.append(Child("demo service", demo_service_command(port + 1)))
        sys.exit(Household(children, environment).run())

    def _tell(self, port: int) -> None:
        address = settings.PUBLIC_URL
        self.stdout.write(f"\nThe gate is open at {address}/\n")
        if settings.DEVELOPMENT:
            self.stdout.write(f"  the desk         {address}/ugyintezo/")
            self.stdout.write(f"  the operator     {address}/uzemeltetes/")
            self.stdout.write(f"  letters          {address}/fejlesztes/postalada/")
            self.stdout.write(f"  the demo service {demo_service.address()}/")
            self.stdout.write("\nDemo sign-ins of the staff:")
            for sign_in in demo.sign_ins():
                self.stdout.write(
                    f"  {sign_in.username:<13} {sign_in.password}   {sign_in.role}, {sign_in.office}"
                )
        if urlsplit(address).port != port:
            self.stdout.write(f"\nThis machine listens on port {port}.")
        self.stdout.write("\nCtrl-C stops everything.\n")
        self.stdout.flush()


def _require_free(port: int) -> None:
    try:
        require_free(port)
    except PortBusy as busy:
        raise CommandError(
            f"port {port} is not free ({busy}); stop what listens there or choose another: PORT=8100"
        ) from busy
