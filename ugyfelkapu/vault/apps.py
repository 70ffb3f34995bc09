# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """How personal data rest."""

    name = "ugyfelkapu.vault"
