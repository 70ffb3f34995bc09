# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class OperatorConfig(AppConfig):
    """Administration and the view of the journal."""

    name = "ugyfelkapu.pages.operator"
    label = "operator"
