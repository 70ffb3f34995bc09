# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class CitizenConfig(AppConfig):
    """Registering, activating, signing in, self-care."""

    name = "ugyfelkapu.pages.citizen"
    label = "citizen"
