# SPDX-License-Identifier: EUPL-1.2
"""The door as Django sees it."""

from django.apps import AppConfig


class OidcConfig(AppConfig):
    """The OpenID Connect door."""

    name = "ugyfelkapu.federation.oidc"
    label = "oidc"
