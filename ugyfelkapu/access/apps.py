# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Signing in: passwords, sessions, throttles, of citizens and staff."""

    name = "ugyfelkapu.access"
    label = "access"
