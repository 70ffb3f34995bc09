# SPDX-License-Identifier: EUPL-1.2
"""One side of a comparison, in a process of its own: answers every line it reads with figures.

``python -m benchmarks.engine GATES``, on the database that the environment names.
"""

from __future__ import annotations

import json
import sys

import django

ROUND, QUERIES, SERVER = "round", "queries", "server"


def main(gates: int) -> None:
    """Make so many gates, then measure whenever asked, until the input ends."""
    django.setup()
    from benchmarks.rounds import Side, server_milliseconds

    side = Side.made(gates)
    answers = {ROUND: side.measured, QUERIES: side.counted, SERVER: server_milliseconds}
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        print(json.dumps(answers[line.strip()]()), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
