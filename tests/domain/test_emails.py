# SPDX-License-Identifier: EUPL-1.2
"""What may be an address, when two are one, and how one is read back (D10)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.domain.emails import InvalidEmail, comparison_key, parse_email, read_aloud, spoken


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (" minta.maria@example.com ", "minta.maria@example.com"),
        ("Minta.Maria@EXAMPLE.com", "Minta.Maria@example.com"),
        ("o'brien+hivatal@example.com", "o'brien+hivatal@example.com"),
        ("o\u030bry@example.com", "őry@example.com"),
        ("a@árvíztűrő.example", "a@xn--rvztr-wqa0gx3bwi.example"),
        ("a@xn--rvztr-wqa0gx3bwi.example", "a@xn--rvztr-wqa0gx3bwi.example"),
        ("a@exam\u200bple.com", "a@example.com"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
    ],
)
def test_an_address_is_stored_with_its_domain_in_small_ascii(text: str, stored: str) -> None:
    assert parse_email(text) == stored


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("minta.example.com", "missing_at"),
        ("minta@maria@example.com", "several_at"),
        ("minta maria@example.com", "spaces"),
        ("minta@example.com\nBcc: x@example.com", "spaces"),
        ("@example.com", "missing_local"),
        ("minta@", "missing_domain"),
        (".minta@example.com", "local"),
        ("minta.@example.com", "local"),
        ("min..ta@example.com", "local"),
        ("min\u200bta@example.com", "local"),
        ("min\u0000ta@example.com", "local"),
        ('"minta"@example.com', "local"),
        ("min,ta@example.com", "local"),
        ("a" * 65 + "@example.com", "local"),
        ("ő" * 33 + "@example.com", "local"),
        ("minta@example", "domain"),
        ("minta@example..com", "domain"),
        ("minta@.example.com", "domain"),
        ("minta@example.com.", "domain"),
        ("minta@-example.com", "domain"),
        ("minta@exa_mple.com", "domain"),
        ("minta@192.0.2.1", "domain"),
        ("minta@[192.0.2.1]", "domain"),
        ("minta@" + "a" * 64 + ".com", "domain"),
        ("minta@" + "a." * 130 + "com", "too_long"),
        ("minta@" + "ő." * 40 + "com", "too_long"),
    ],
)
def test_what_is_no_address_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidEmail) as refusal:
        parse_email(text)

    assert refusal.value.data["reason"] == reason


def test_case_counts_before_the_sign_and_not_after_it() -> None:
    assert comparison_key("Minta@EXAMPLE.com") == comparison_key(" Minta@example.COM")
    assert comparison_key("Minta@example.com") != comparison_key("minta@example.com")


def test_a_domain_in_letters_and_in_ascii_is_one() -> None:
    assert comparison_key("a@tűzoltó.example") == comparison_key(parse_email("a@TŰZOLTÓ.example"))


@pytest.mark.parametrize("text", ["", "@", "minta", "a@" + "ő" * 300, "a@..", "a@b@c"])
def test_any_text_has_a_key(text: str) -> None:
    assert "@" in comparison_key(text)


@given(some.text())
def test_what_is_stored_is_read_again_unchanged(text: str) -> None:
    try:
        stored = parse_email(text)
    except InvalidEmail:
        return
    assert parse_email(stored) == stored
    assert comparison_key(stored) == comparison_key(text)


@pytest.mark.parametrize(
    ("language", "read"),
    [
        ("hu", "minta pont maria kukac pelda kötőjel bolt pont hu"),
        ("en", "minta dot maria at pelda hyphen bolt dot hu"),
        ("de", "minta dot maria at pelda hyphen bolt dot hu"),
    ],
)
def test_an_address_is_read_back(language: str, read: str) -> None:
    assert read_aloud("minta.maria@pelda-bolt.hu", language) == read


def test_each_sign_and_each_run_of_letters_is_a_word() -> None:
    assert spoken("a_b+c@d.hu", "hu") == ("a", "aláhúzás", "b", "plusz", "c", "kukac", "d", "pont", "hu")
