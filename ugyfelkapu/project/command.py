# SPDX-License-Identifier: EUPL-1.2
"""The console script ``ugyfelkapu``: every management command of the house."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ugyfelkapu.project.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415  needs the line above

    execute_from_command_line(sys.argv)
