# SPDX-License-Identifier: EUPL-1.2
"""``messages``: compile the message catalogues."""

from django.core.management.base import BaseCommand

from ugyfelkapu.project.preparing import compile_messages


class Command(BaseCommand):
    """Compile what has changed."""

    help = "Compile the message catalogues that have changed."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Do it."""
        self.stdout.write(f"{compile_messages()} catalogues compiled")
