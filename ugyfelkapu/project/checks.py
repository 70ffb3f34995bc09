# SPDX-License-Identifier: EUPL-1.2
"""Is it safe to deploy? Asked by ``ugyfelkapu check --deploy`` and by ``doctor``."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Doubt

from .env import MINIMUM_KEY_LENGTH


@register(Tags.security, deploy=True)
def safe_to_deploy(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Return what would be unsafe in production; the settings refuse most of it before."""
    rules = [
        (not settings.DEVELOPMENT, "UGYFELKAPU_MODE must be production", "ugyfelkapu.E001"),
        (
            urlsplit(settings.PUBLIC_URL).scheme == "https",
            "UGYFELKAPU_PUBLIC_URL must start with https://",
            "ugyfelkapu.E002",
        ),
        (not settings.DEBUG, "DEBUG must be off", "ugyfelkapu.E003"),
        (
            all(host and "*" not in host and not host.startswith(".") for host in settings.ALLOWED_HOSTS),
            "ALLOWED_HOSTS must name whole hosts",
            "ugyfelkapu.E004",
        ),
        (
            all(len(key) >= MINIMUM_KEY_LENGTH for key in (settings.SECRET_KEY, settings.DATA_KEY)),
            f"secrets must have at least {MINIMUM_KEY_LENGTH} characters",
            "ugyfelkapu.E005",
        ),
        (settings.CLOCK_FILE is None, "the clock must be the machine's own", "ugyfelkapu.E006"),
        (settings.SMTP is not None, "UGYFELKAPU_SMTP_URL must be set", "ugyfelkapu.E007"),
        (not settings.STAFF_PASSWORD_ALONE, "staff must not sign in by password alone", "ugyfelkapu.E008"),
    ]
    found: list[CheckMessage] = [Error(text, id=name) for sound, text, name in rules if not sound]
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(Doubt("the embedded database serves one machine only", id="ugyfelkapu.W001"))
    return found
