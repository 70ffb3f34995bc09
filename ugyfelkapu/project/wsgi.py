# SPDX-License-Identifier: EUPL-1.2
"""The door for web servers. What never changes from one request to the next is answered right here."""

import os
from collections.abc import Callable, Iterable
from typing import Any  # what servers and frameworks hand to each other is open

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ugyfelkapu.project.settings")
_pages = get_wsgi_application()

from ugyfelkapu.domain.errors import Refusal  # noqa: E402  stands with the next one
from ugyfelkapu.federation.oidc.views.discovery import PUBLIC, headers  # noqa: E402  needs the settings


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer public documents with bytes made beforehand, before anything of the framework runs."""
    held = PUBLIC.get(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "GET" else None
    if held is None:
        return _pages(environ, start_response)
    try:
        body = held[0]()
    except Refusal:  # explained like any other
        return _pages(environ, start_response)
    answered = [*headers(environ["PATH_INFO"]), ("Content-Length", str(len(body)))]
    start_response("200 OK", answered)
    return [body]
