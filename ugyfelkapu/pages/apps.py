# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """What people see."""

    name = "ugyfelkapu.pages"
    label = "pages"
