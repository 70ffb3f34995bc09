# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and their gates: registration, activation, suspension, closing."""

    name = "ugyfelkapu.accounts"
    label = "accounts"
