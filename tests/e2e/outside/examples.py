# SPDX-License-Identifier: EUPL-1.2
"""The integrators' examples as running services, each registered as its language wants it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

import pytest

from tests.e2e.outside.registering import Registered, add_service
from tests.servers import ROOT, Product, Running, free_port, wait_for

EXAMPLES: Final = ROOT / "docs" / "integrators"
HERE: Final = Path(__file__).parent
INSTALLED: Final = HERE / "node_modules"
NODE_WITH_CRYPTO: Final = 20
"""From this version on the standard's cryptography is there without being asked for; Debian 12 has 18."""


class Example(StrEnum):
    """What integrators find in docs/integrators/."""

    PYTHON = "python"
    JAVASCRIPT = "javascript"
    FAPI = "fapi"
    FAPI_SIGNED = "fapi, signed requests"


@contextmanager
def example(which: Example, gate: Product, folder: Path) -> Iterator[str]:
    """Register an example and run it; give its address."""
    port = free_port()
    here = f"http://localhost:{port}"
    copied = folder / "service"
    shutil.copytree(EXAMPLES / ("python" if which is Example.PYTHON else "javascript"), copied)
    program = [sys.executable] if which is Example.PYTHON else _node(copied)
    registered = add_service(gate, *_addresses(here), *_profile(which, program, copied))
    main = copied / ("server.py" if which is Example.PYTHON else "server.mjs")
    service = Running([*program, str(main)], _environment(registered, here, copied, which), folder / "log")
    service.start()
    try:
        wait_for(f"{here}/", service.log)
        yield here
    finally:
        service.stop()


def _addresses(here: str) -> tuple[str, ...]:
    return (
        *("--redirect-uri", f"{here}/callback", "--post-logout-redirect-uri", f"{here}/"),
        *("--backchannel-logout-uri", f"{here}/backchannel"),
    )


def _environment(registered: Registered, here: str, copied: Path, which: Example) -> dict[str, str]:
    told = {"GATE": registered.issuer, "CLIENT_ID": registered.client_id, "HERE": here}
    if registered.client_secret:
        told["CLIENT_SECRET"] = registered.client_secret
    else:
        told["KEY_FILE"] = str(copied / "key.json")
    if which is Example.FAPI_SIGNED:
        told["SIGNED_REQUESTS"] = "yes"
    return {**os.environ, **told}


def _node(copied: Path) -> list[str]:
    """Install what the examples need, pinned, and return what runs them."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        pytest.fail("Node is needed: install the packages nodejs and npm")
    if not _is_installed():
        installed = subprocess.run(["npm", "ci", "--silent"], cwd=HERE, capture_output=True, text=True)
        assert installed.returncode == 0, installed.stderr
    (copied / "node_modules").symlink_to(INSTALLED)
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    old = int(version.removeprefix("v").partition(".")[0]) < NODE_WITH_CRYPTO
    return [found, "--experimental-global-webcrypto"] if old else [found]


def _is_installed() -> bool:
    stamp = INSTALLED / ".package-lock.json"
    return stamp.exists() and stamp.stat().st_mtime >= (HERE / "package-lock.json").stat().st_mtime


def _profile(which: Example, program: list[str], copied: Path) -> tuple[str, ...]:
    """Make the key of a service that has no secret; return what registers it."""
    if which not in {Example.FAPI, Example.FAPI_SIGNED}:
        return ()
    subprocess.run([*program, str(copied / "keys.mjs"), str(copied)], check=True)
    signed = ("--request-alg", "ES256") if which is Example.FAPI_SIGNED else ()
    return ("--profile", "fapi2_security", "--jwks", str(copied / "jwks.json"), *signed)
