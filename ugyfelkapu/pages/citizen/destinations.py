# SPDX-License-Identifier: EUPL-1.2
"""Where pages lead on to, and what those places are called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import pgettext_lazy

NAMES: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        "citizen:account": pgettext_lazy("destination", "your client gate"),
        "citizen:connected": pgettext_lazy("destination", "your services"),
        "citizen:security": pgettext_lazy("destination", "security"),
        "citizen:authenticator-new": pgettext_lazy("destination", "a new authenticator app"),
        "citizen:passkey-new": pgettext_lazy("destination", "a new passkey"),
        "citizen:factor-remove": pgettext_lazy("destination", "removing a second step"),
        "citizen:recovery-codes": pgettext_lazy("destination", "recovery codes"),
        "citizen:sessions": pgettext_lazy("destination", "where you are signed in"),
        "citizen:password": pgettext_lazy("destination", "changing the password"),
        "citizen:email": pgettext_lazy("destination", "changing the e-mail address"),
        "citizen:own-data": pgettext_lazy("destination", "your data"),
        "citizen:reconcile": pgettext_lazy("destination", "comparing your data with the register"),
        "citizen:lock": pgettext_lazy("destination", "locking your gate"),
        "citizen:close": pgettext_lazy("destination", "closing your gate"),
    }
)


def destination(onward: str) -> str:
    """Return what people call the page at an address of ours; empty for one that needs no name."""
    try:
        name = resolve(onward.partition("?")[0]).view_name
    except Resolver404:
        return ""
    return str(NAMES.get(name, ""))


def next_of(request: HttpRequest) -> str:
    """Return where a page of this house leads on to, by its address or its form; empty for its own way."""
    return local((request.POST if request.method == "POST" else request.GET).get("next", ""))


def local(address: str) -> str:
    """Return an address of this house as it is, and nothing for any other."""
    own = address.startswith("/") and address.isprintable()
    return address if own and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""
