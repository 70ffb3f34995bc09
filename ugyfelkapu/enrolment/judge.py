# SPDX-License-Identifier: EUPL-1.2
"""The process that judges signed forms for the worker: ``python -m ugyfelkapu.enrolment.judge``."""

from __future__ import annotations

import json
import os
import signal
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ugyfelkapu.project.settings")


def main() -> None:
    """Judge one case after the other, until whoever asks is gone."""
    django.setup()
    from django.db import close_old_connections, connection

    from ugyfelkapu.esignature.sandbox import write_all

    from . import judging
    from .verdict import judge_here

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the worker ends first, and then the cases
    while (case := judging.read_case(sys.stdin.buffer)) is not None:
        close_old_connections()
        try:
            answer = judging.answer_text(judge_here(case))
        except judging.NotJudged as hindrance:
            answer = json.dumps({"hindrance": str(hindrance)}).encode() + b"\n"
        connection.close()
        try:
            write_all(sys.stdout.fileno(), [answer])
        except BrokenPipeError:
            return


if __name__ == "__main__":
    main()
