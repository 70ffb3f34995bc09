# SPDX-License-Identifier: EUPL-1.2
"""Parameters of a request: each once, none empty, none larger or stranger than it can be."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.federation.oidc.protocol.errors import OAuthError, UnsafeToRedirectError
from ugyfelkapu.federation.oidc.protocol.parameters import (
    LARGEST,
    LONGEST_ECHOED,
    MOST,
    echoed,
    read_encoded,
    read_parameters,
    sound,
    words,
)

from .asking import outcome


def test_parameters_are_read_from_an_encoded_request() -> None:
    read = read_encoded(b"client_id=egy&scope=openid+email&state=%C5%B1%26%3D&nonce=a%2Bb")

    assert dict(read) == {"client_id": "egy", "scope": "openid email", "state": "ű&=", "nonce": "a+b"}


def test_a_parameter_without_a_value_counts_as_left_out() -> None:
    assert dict(read_encoded(b"state=&nonce&client_id=egy")) == {"client_id": "egy"}


@pytest.mark.parametrize(
    "encoded",
    [
        b"state=a&state=b",
        b"state=a&state=a",
        b"state=&state=a",
        b"state=a&state",
        b"st%61te=a&state=b",
        b"unknown=a&unknown=b",
    ],
)
def test_a_parameter_that_comes_twice_is_refused(encoded: bytes) -> None:
    with pytest.raises(UnsafeToRedirectError, match="invalid_request"):
        read_encoded(encoded)


@pytest.mark.parametrize(
    "encoded",
    [b"state=%ff", b"state=%c3", b"state=%ed%a0%80", b"state=\xc5\xb1", b"state=%00", b"a%00=b", b"\xff"],
)
def test_what_is_no_text_is_refused(encoded: bytes) -> None:
    with pytest.raises(UnsafeToRedirectError, match="invalid_request"):
        read_encoded(encoded)


def test_halves_of_letters_are_refused_wherever_they_come_from() -> None:
    with pytest.raises(UnsafeToRedirectError):
        read_parameters([("state", "a\ud800")])
    with pytest.raises(UnsafeToRedirectError):
        read_parameters([("a\udc00", "")])


def test_a_request_is_sixteen_kilobytes_and_what_is_given_back_512_characters() -> None:
    assert (LARGEST, LONGEST_ECHOED) == (16_384, 512)


def test_a_request_is_as_large_as_it_may_be_and_no_larger() -> None:
    assert read_encoded(b"a=" + b"x" * (LARGEST - 2))
    assert read_parameters([("ab", "ű" * (LARGEST // 2 - 1))])

    with pytest.raises(UnsafeToRedirectError):
        read_encoded(b"a=" + b"x" * (LARGEST - 1))
    with pytest.raises(UnsafeToRedirectError):
        read_parameters([("abc", "ű" * (LARGEST // 2 - 1))])


def test_a_request_has_as_many_parameters_as_it_may_and_no_more() -> None:
    pairs = [(f"a{number}", "") for number in range(MOST)]

    assert read_parameters(pairs) == {}
    assert read_encoded(urlencode(pairs).encode()) == {}

    with pytest.raises(UnsafeToRedirectError):
        read_parameters([*pairs, ("b", "")])
    with pytest.raises(UnsafeToRedirectError):
        read_encoded(urlencode([*pairs, ("b", "")]).encode())


@pytest.mark.parametrize("name", ["state", "nonce"])
def test_what_is_given_back_is_never_cut(name: str) -> None:
    longest = "ű" * LONGEST_ECHOED

    assert echoed({name: longest}, name) == longest
    assert echoed({}, name) is None

    with pytest.raises(OAuthError, match="invalid_request"):
        echoed({name: longest + "x"}, name)


@pytest.mark.parametrize("letter", ["\n", "\r", "\t", "\x7f", "\x85", "\x01"])
def test_what_would_change_on_the_way_back_is_refused(letter: str) -> None:
    with pytest.raises(OAuthError, match="invalid_request"):
        echoed({"state": f"a{letter}b"}, "state")


def test_words_are_parted_by_spaces_and_counted_once() -> None:
    assert words("openid  email openid ") == ("openid", "email")
    assert words("") == ()


def test_text_is_sound_without_nul_and_halves() -> None:
    assert sound("árvíztűrő 🗝")
    assert not sound("a\0")
    assert not sound("\udfff")


@given(some.binary(max_size=400))
def test_any_bytes_are_read_or_refused(encoded: bytes) -> None:
    read = outcome(lambda: read_encoded(encoded))

    if isinstance(read, OAuthError):
        assert (type(read), read.code) == (UnsafeToRedirectError, "invalid_request")
    else:
        assert all(value and sound(name + value) for name, value in read.items())


@given(
    some.lists(some.tuples(some.text(some.characters(codec=None)), some.text(some.characters(codec=None))))
)
def test_any_pairs_are_read_or_refused(pairs: list[tuple[str, str]]) -> None:
    read = outcome(lambda: read_parameters(pairs))

    if isinstance(read, OAuthError):
        assert (type(read), read.code) == (UnsafeToRedirectError, "invalid_request")
    else:
        assert read == {name: value for name, value in pairs if value}


@given(some.dictionaries(some.text(min_size=1), some.text(min_size=1), max_size=8))
def test_what_was_encoded_is_read_back_exactly(said: dict[str, str]) -> None:
    read = outcome(lambda: read_encoded(urlencode(said).encode()))

    if isinstance(read, OAuthError):
        assert any("\0" in text for pair in said.items() for text in pair)
    else:
        assert read == said
