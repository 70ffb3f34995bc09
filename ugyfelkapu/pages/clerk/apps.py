# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class ClerkConfig(AppConfig):
    """The clerk's workbench."""

    name = "ugyfelkapu.pages.clerk"
    label = "clerk"
