# SPDX-License-Identifier: EUPL-1.2
"""What is counted for operators: requests by page and answer, never by person."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress

from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from ugyfelkapu.accounts.outlook import overdue
from ugyfelkapu.esignature.queries import alarms
from ugyfelkapu.journal.clock import now, steady
from ugyfelkapu.journal.clock_watch import standing

from .heartbeat import age

REQUESTS = Counter(
    "ugyfelkapu_requests", "Answers given, by page, method and status", ["page", "method", "status"]
)
SECONDS = Histogram(
    "ugyfelkapu_request_seconds",
    "Time to answer, by page",
    ["page"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
CONTENT_TYPE = CONTENT_TYPE_LATEST


class MetricsMiddleware:
    """Count each answer under the name of its page; addresses and unknown words are not kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Count, then hand the answer on."""
        started = steady()
        response = self.get_response(request)
        page = (request.resolver_match.view_name if request.resolver_match else None) or "other"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(page, method, response.status_code).inc()
        SECONDS.labels(page).observe(steady() - started)
        return response


def exposition() -> bytes:
    """Return everything counted by all web processes of this machine, as Prometheus reads it."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # untyped library
    lines = [f"{name} {value}\n" for name, value in _sweeps().items()]
    return generate_latest(registry) + "".join(lines).encode()


def _sweeps() -> dict[str, int]:
    """Return what alarms are made of: a silent worker, a doubted clock, what is overdue to be erased."""
    silent = age()
    found = {} if silent is None else {"ugyfelkapu_worker_silent_seconds": round(silent.total_seconds())}
    with suppress(DatabaseError):  # readiness says that the database is lost
        found["ugyfelkapu_clock_doubted"] = int(bool(standing()[1]))
        found["ugyfelkapu_trusted_lists_alarms"] = len(alarms(at=now()))
        found["ugyfelkapu_erasure_overdue_seconds"] = round(overdue(at=now()).total_seconds())
    return found
