# SPDX-License-Identifier: EUPL-1.2
"""The room as Django sees it."""

from django.apps import AppConfig


class FederationConfig(AppConfig):
    """Connected services: who they are, and what they receive about the people who sign in to them."""

    name = "ugyfelkapu.federation"
    label = "federation"
