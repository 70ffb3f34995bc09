# SPDX-License-Identifier: EUPL-1.2
"""Every address of the house."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("", include("ugyfelkapu.federation.oidc.urls")),
    path("", include("ugyfelkapu.pages.citizen.urls")),
    path("ugyintezo/", include("ugyfelkapu.pages.clerk.urls")),
    path("uzemeltetes/", include("ugyfelkapu.pages.operator.urls")),
]
if settings.DEVELOPMENT:
    urlpatterns.append(path("fejlesztes/", include("ugyfelkapu.pages.development.urls")))

handler400 = "ugyfelkapu.pages.errors.bad_request"
handler403 = "ugyfelkapu.pages.errors.forbidden"
handler404 = "ugyfelkapu.pages.errors.not_found"
handler500 = "ugyfelkapu.pages.errors.server_error"
