# SPDX-License-Identifier: EUPL-1.2
"""The product set up once, and nothing done with it: from here the processes of races are forked."""

from __future__ import annotations

import os
from importlib import import_module
from urllib.parse import urlsplit

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
import_module("tests.builders")


def make_tables(url: str) -> None:
    """Make the tables in an empty database."""
    from django.core.management import call_command

    work_on(url)
    call_command("migrate", verbosity=0)


def work_on(url: str) -> None:
    """Let this process work on a database of the run's engine."""
    from django.db import connections

    connections.databases["default"]["NAME"] = urlsplit(url).path.removeprefix("/")
