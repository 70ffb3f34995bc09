# SPDX-License-Identifier: EUPL-1.2
"""The console script ``ugyfelkapu``: every management command of the house."""

from __future__ import annotations

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from ugyfelkapu.domain.errors import Refusal


def main() -> None:
    """Run the command that the arguments name; say in one line why it could not be done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ugyfelkapu.project.settings")
    try:
        execute_from_command_line(sys.argv)
    except Refusal as refusal:
        data = ", ".join(f"{name} {value}" for name, value in refusal.data.items())
        sys.exit(f"ugyfelkapu: refused: {refusal.code}{f' ({data})' if data else ''}")
    except ImproperlyConfigured as error:
        sys.exit(f"ugyfelkapu: {error}")
    except OperationalError as error:
        sys.exit(f"ugyfelkapu: the database does not answer: {' '.join(str(error).split())}")


if __name__ == "__main__":
    main()
