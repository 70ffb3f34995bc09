# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Offices, clerks, operators, and what each may do."""

    name = "ugyfelkapu.staff"
    label = "staff"
