# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Asking the population registers."""

    name = "ugyfelkapu.registers"
    label = "registers"
