# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Letters waiting to leave."""

    name = "ugyfelkapu.outbox"
    label = "outbox"
