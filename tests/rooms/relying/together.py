# SPDX-License-Identifier: EUPL-1.2
"""The gate and the demo service in one process, and a browser that finds both."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import httpx
from django.conf import settings

from tests.builders import AT, BuiltGate, TemporaryGate
from tests.guest import Guest
from ugyfelkapu.project import demo_service
from ugyfelkapu.project.wsgi import application as gate_application
from ugyfelkapu.relying.application import DemoService
from ugyfelkapu.relying.clock import Clock

HERE = "http://localhost:8001"


def demo() -> DemoService:
    """Register the demo service and return it, at the gate's moment."""
    demo_service.keep(at=AT)
    clock = Clock(settings.CLOCK_FILE)
    return DemoService(demo_service.place(), clock, httpx.WSGITransport(app=gate_application))


def changed(folder: Path, **told: str) -> Path:
    """Return a file like the demo service's that says something else."""
    file = folder / "demo-service.json"
    known = demo_service.DemoService(**json.loads(demo_service.place().read_text(encoding="utf-8")))
    file.write_text(json.dumps(asdict(replace(known, **told))), encoding="utf-8")
    return file


def browser(service: DemoService) -> httpx.Client:
    """Return a browser that finds the gate and the service, and nothing else."""
    here = {
        f"{settings.PUBLIC_URL}": httpx.WSGITransport(app=gate_application),
        HERE: httpx.WSGITransport(app=service),
    }
    return httpx.Client(mounts=here, trust_env=False)


def guest(service: DemoService, gate: BuiltGate | TemporaryGate) -> Guest:
    """Return the owner of a gate, before the demo service."""
    return Guest(settings.PUBLIC_URL, gate.username, gate.password, client=browser(service))
