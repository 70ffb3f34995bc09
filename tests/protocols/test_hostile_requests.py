# SPDX-License-Identifier: EUPL-1.2
"""Fifty kilobytes of hostile text cost nobody time, in any pattern of the request side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from time import process_time
from types import ModuleType

import pytest

from ugyfelkapu.federation.oidc.protocol import (
    authorization,
    claims_request,
    parameters,
    pkce,
    prompts,
    redirects,
    request_objects,
    responses,
)
from ugyfelkapu.federation.oidc.protocol.claims_request import read_claims
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.redirects import is_registered, registration_fault, source

from .asking import outcome

MODULES = (authorization, claims_request, parameters, pkce, prompts, redirects, request_objects, responses)
LENGTH = 50_000
LONGEST_SECONDS = 0.05
PIECES = (
    *("a", "a.", "a-", "-", ".", "..", "%", "%2", "%2e", "/", "../", "?", "&", "#", "@", ":", ";", "="),
    *("[", "]", "::", "1", "0", "é", "\n", "\0", "\ud800", " ", "~", "\\", '"'),
)
BEGINNINGS = ("", "https://", "http://127.0.0.1:", "https://a.hu:", "hu.a")
ENDINGS = ("", "!", "\n")
SEARCHED = frozenset({"_UNSOUND", "_CONTROL", "_BAD_PERCENT", "_NOT_SAID"})
"""Patterns that are looked for anywhere in a text; all others have to fit it from its beginning."""


def _hostile() -> Iterator[str]:
    for piece in PIECES:
        for beginning in BEGINNINGS:
            for ending in ENDINGS:
                yield beginning + (piece * LENGTH)[:LENGTH] + ending


def _patterns(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    for name, value in vars(module).items():
        if isinstance(value, re.Pattern):
            yield name, value


PATTERNS = {
    f"{module.__name__.rpartition('.')[2]}.{name}": (name, pattern)
    for module in MODULES
    for name, pattern in _patterns(module)
}


def _slowest(read: Callable[[str], object]) -> float:
    return max(_seconds(read, text) for text in _hostile())


def _seconds(read: Callable[[str], object], text: str) -> float:
    begun = process_time()
    read(text)
    return process_time() - begun


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) >= 15
    assert {name for name, _ in PATTERNS.values()} > SEARCHED


@pytest.mark.parametrize("known", sorted(PATTERNS))
def test_no_pattern_is_slow(known: str) -> None:
    name, pattern = PATTERNS[known]

    if name in SEARCHED:
        assert _slowest(lambda text: pattern.sub("", text)) < LONGEST_SECONDS
    else:
        assert _slowest(pattern.fullmatch) < LONGEST_SECONDS
        assert _slowest(pattern.match) < LONGEST_SECONDS


@pytest.mark.parametrize(
    "read",
    [
        lambda text: registration_fault(text, native=True, development=True),
        lambda text: is_registered(text, ("http://127.0.0.1/vissza",), loopback=True),
        source,
    ],
)
def test_no_address_is_slow(read: Callable[[str], object]) -> None:
    assert _slowest(read) < LONGEST_SECONDS


@pytest.mark.parametrize(
    "text", ["[" * 8192, '{"a":' * 1600, '{"userinfo":{"a":{"value":' + "9" * 8000 + "}}}"]
)
def test_no_claims_request_is_slow(text: str) -> None:
    begun = process_time()
    read = outcome(lambda: read_claims({"claims": text}))

    assert isinstance(read, OAuthError)
    assert process_time() - begun < LONGEST_SECONDS
