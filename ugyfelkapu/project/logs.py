# SPDX-License-Identifier: EUPL-1.2
"""How log lines look: one JSON object a line in production, readable in development."""

from __future__ import annotations

import logging

import structlog
from django.conf import settings


def formatter() -> logging.Formatter:
    """Return the formatter of every handler; line breaks in values cannot start a new record."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if settings.DEVELOPMENT
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
