# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Who did what, when."""

    name = "ugyfelkapu.journal"
