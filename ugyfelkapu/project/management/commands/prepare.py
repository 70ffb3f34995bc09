# SPDX-License-Identifier: EUPL-1.2
"""``prepare``: words, tables, static files and, in development, demo data."""

from django.core.management.base import BaseCommand

from ugyfelkapu.project.preparing import prepare


class Command(BaseCommand):
    """Make the house ready to serve."""

    help = "Compile words, migrate, collect static files and make demo data: whatever is missing."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Do it."""
        prepare()
