# SPDX-License-Identifier: EUPL-1.2
"""The real settings with what only tests want: a state directory of their own and cheap hashing."""

import os
import tempfile

os.environ.update(
    VAR=tempfile.mkdtemp(prefix="ugyfelkapu-tests-"),
    UGYFELKAPU_MODE="development",
    UGYFELKAPU_PUBLIC_URL="http://localhost:8000",
    UGYFELKAPU_SECRET_KEY="a signing secret that only tests know",
    UGYFELKAPU_DATA_KEY="a-data-key-that-only-tests-know-0123456789",
)
for name in (
    "UGYFELKAPU_SMTP_URL",
    "UGYFELKAPU_CLOCK_FILE",
    "UGYFELKAPU_TRUSTED_PROXIES",
    "UGYFELKAPU_REGISTER_URL",
    "UGYFELKAPU_PROVIDER_URL",
    "UGYFELKAPU_TRUST_SOURCE",
    "UGYFELKAPU_TRUST_GRACE_DAYS",
    "UGYFELKAPU_SIGNER",
    "UGYFELKAPU_EGRESS_ALLOWED",
):
    os.environ.pop(name, None)

from ugyfelkapu.project.settings import *  # noqa: E402, F403
from ugyfelkapu.project.settings import DATABASES, PACKAGE, STATE  # noqa: E402

ARGON2_MEMORY_KIB = 8
ARGON2_PASSES = 1
SIGNING_RSA_BITS = 2048
(STATE / "static").mkdir(exist_ok=True)
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(STATE / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"

# While a room has tables and no migration yet, all tables come from the models.
_ROOMS = [path.parent for path in PACKAGE.glob("*/models.py")]
if any(not list(room.glob("migrations/0*.py")) for room in _ROOMS):
    MIGRATION_MODULES = {room.name: None for room in _ROOMS}
