# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class DevelopmentConfig(AppConfig):
    """Comforts of development: mailbox, letter gallery, clock."""

    name = "ugyfelkapu.pages.development"
    label = "development"
