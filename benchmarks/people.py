# SPDX-License-Identifier: EUPL-1.2
"""Makes people with active gates on the database at hand: ``python -m benchmarks.people COUNT``."""

from __future__ import annotations

import json
import sys

import django


def main(count: int) -> None:
    """Make them through the real services; print their usernames and the password of all."""
    django.setup()
    from tests.builders import PASSWORD, activated_gate
    from ugyfelkapu.journal.clock import now

    print(json.dumps([[activated_gate(at=now()).username for _ in range(count)], PASSWORD]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
