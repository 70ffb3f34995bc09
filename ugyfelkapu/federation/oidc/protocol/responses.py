# SPDX-License-Identifier: EUPL-1.2
"""Answers that go to the service through the browser: always with ``iss`` (RFC 9207), state as it came."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, urlencode

from .errors import OAuthError

_NOT_SAID: Final = re.compile(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]")
"""What no ``error_description`` may hold (RFC 6749, 4.1.2.1)."""


class ResponseMode(StrEnum):
    """How an answer travels: in the query, or in a form that the browser sends by itself."""

    QUERY = "query"
    FORM_POST = "form_post"


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """Where an answer goes, proven to be the client's, and what goes back with it unchanged.

    ``given``: the request named the address, so the token request must too (RFC 6749, 4.1.3).
    """

    redirect_uri: str
    given: bool = True
    mode: ResponseMode = ResponseMode.QUERY
    state: str | None = None


@dataclass(frozen=True, slots=True)
class ClientResponse:
    """An answer on its way to a service."""

    address: str
    mode: ResponseMode
    parameters: Mapping[str, str]


def granted(address: ReturnAddress, code: str, *, issuer: str) -> ClientResponse:
    """Return the answer that carries a code."""
    return _response(address, {"code": code}, issuer)


def refused(address: ReturnAddress, refusal: OAuthError, *, issuer: str) -> ClientResponse:
    """Return the answer that says no."""
    described = {"error_description": _NOT_SAID.sub("", refusal.description)} if refusal.description else {}
    return _response(address, {"error": refusal.code, **described}, issuer)


def _response(address: ReturnAddress, answer: Mapping[str, str], issuer: str) -> ClientResponse:
    state = {} if address.state is None else {"state": address.state}
    parameters = MappingProxyType({**answer, **state, "iss": issuer})
    return ClientResponse(address.redirect_uri, address.mode, parameters)


def location(response: ClientResponse) -> str:
    """Return the address to redirect to where the answer travels in the query."""
    joint = "&" if "?" in response.address else "?"
    return response.address + joint + urlencode(response.parameters, quote_via=quote, safe="")
