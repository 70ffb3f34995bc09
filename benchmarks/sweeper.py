# SPDX-License-Identifier: EUPL-1.2
"""A process that does what each line asks on a database of millions: ``python -m benchmarks.sweeper``."""

from __future__ import annotations

import json
import sys

import django
from django.conf import settings


def main() -> None:
    """Answer every line ``[what, arguments…]`` with what came of it, until the input ends."""
    django.setup()
    settings.ARGON2_MEMORY_KIB, settings.ARGON2_PASSES = 8, 1  # a hash is as dear beside a sweep as alone
    from benchmarks.sweeps import ASKED

    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        what, *arguments = json.loads(line)
        print(json.dumps(ASKED[what](*arguments)), flush=True)


if __name__ == "__main__":
    main()
