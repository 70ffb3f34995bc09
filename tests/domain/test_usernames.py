# SPDX-License-Identifier: EUPL-1.2
"""What may be a username, and which ones look alike (D11)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.domain.confusables import CONFUSABLES
from ugyfelkapu.domain.usernames import InvalidUsername, loose_key, parse_username, skeleton


def key(username: str) -> str:
    return skeleton(username, CONFUSABLES)


@pytest.mark.parametrize(
    "name",
    ["annak", "Minta.Mária_71", "őry1", "Иванова", "محمد", "小明同学", "a" * 62 + "bc", "नमस्ते", "..ab"],
)
def test_letters_of_any_script_digits_dots_and_underscores_are_taken(name: str) -> None:
    assert parse_username(f" {name} ") == unicodedata.normalize("NFC", name)


def test_what_is_stored_is_composed() -> None:
    assert parse_username("o\u030bry1") == "őry1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \t", "empty"),
        ("abc", "too_short"),
        ("o\u030bry", "too_short"),
        ("abc" * 21 + "ab", "too_long"),
        ("minta-maria", "characters"),
        ("minta maria", "characters"),
        ("minta@example.com", "characters"),
        ("minta%", "characters"),
        ("min\u200bta", "characters"),
        ("min\u3164ta", "characters"),
        ("min\ufe0fta", "characters"),
        ("\u0301minta", "characters"),
        ("minta.\u0301x", "characters"),
        ("minta😀", "characters"),
        ("min\u0000ta", "characters"),
        ("mama", "too_uniform"),
        ("AaAaAbB", "too_uniform"),
        ("1111", "too_uniform"),
    ],
)
def test_what_cannot_be_a_username_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidUsername) as refusal:
        parse_username(text)

    assert refusal.value.data["reason"] == reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Minta.Maria", "minta.maria"),
        ("paypal", "раураl"),
        ("anna0", "annao"),
        ("lili1", "1i11l"),
        ("scope", "ѕсоре"),
        ("modern", "rnodem"),
        ("wanda", "vvanda"),
        ("mária", "m\u0430\u0301ria"),
        ("béla", "b\u0435\u0301la"),
        ("anna", "ａｎｎａ"),
        ("anna", "𝐚𝐧𝐧𝐚"),
        ("fiala", "ﬁala"),
        ("istván", "İstván"),
        ("groß", "gross"),
        ("mari2", "mari٢"),
        ("mari8", "mari৪"),
        ("kelvin", "\u212aelvin"),
        ("hold", "һоӏԁ"),
        ("Ꭺnna", "anna"),
    ],
)
def test_names_that_look_alike_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("maria", "mária"),
        ("örs.nagy", "őrs.nagy"),
        ("kocsis", "kócsis"),
        ("minta.a", "minta_a"),
        ("anna1", "anna2"),
    ],
)
def test_accents_and_signs_make_a_difference(one: str, other: str) -> None:
    assert key(one) != key(other)


@given(some.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert key(key(text)) == key(text)


@given(some.text(some.characters(max_codepoint=0x17F, categories=["Ll", "Lu", "Nd"])))
def test_capitals_do_not_count(text: str) -> None:
    assert key(text.upper()) == key(text.lower()) or "ŉ" in text


@given(some.text())
def test_what_is_stored_is_taken_again_unchanged(text: str) -> None:
    try:
        stored = parse_username(text)
    except InvalidUsername:
        return
    assert parse_username(stored) == stored
    assert key(stored) == key(text)


def test_the_table_is_handed_in() -> None:
    assert skeleton("anna", {"a": "x"}) == "xnnx"


def test_each_lookalike_stands_in_the_form_in_which_it_is_sought() -> None:
    for lookalike, plain in CONFUSABLES.items():
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", lookalike).casefold())

        assert folded == lookalike
        assert plain not in CONFUSABLES
        assert plain.isascii(), lookalike


def test_guesses_are_counted_under_a_short_key_of_any_text() -> None:
    assert loose_key(" MINTA ") == "minta"
    assert len(loose_key("x" * 10_000)) == 128
