# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the OpenID Connect door."""

from django.urls import path

from .middleware import MACHINES
from .protocol.metadata import ENDPOINTS, WELL_KNOWN
from .views.authorize import authorize
from .views.discovery import public
from .views.logout import logout

app_name = "oidc"


def _route(address: str) -> str:
    return address.removeprefix("/")


urlpatterns = [
    *(path(_route(address), public) for address in WELL_KNOWN),
    path(_route(ENDPOINTS["jwks_uri"]), public, name="jwks"),
    path(_route(ENDPOINTS["authorization_endpoint"]), authorize, name="authorize"),
    path(_route(ENDPOINTS["end_session_endpoint"]), logout, name="logout"),
    *(path(_route(address), view) for address, view in MACHINES.items()),
]
