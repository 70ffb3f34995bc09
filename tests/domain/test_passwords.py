# SPDX-License-Identifier: EUPL-1.2
"""Long enough, not common, not made of one's own data, and nothing else (D14)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.domain.passwords import PasswordFlaw, judge_password, normalise_password

COMMON = frozenset(["password123", "jelszojelszo", "szeretlek12", "futball1"])
PERSONAL = ["Kovács", "Jánosné", "Éva", "19710314", "Hódmezővásárhely", "kovacs.eva71"]


def judged(password: str) -> PasswordFlaw | None:
    return judge_password(password, personal=PERSONAL, common=COMMON)


@pytest.mark.parametrize(
    "password",
    [
        "zivatar után szivárvány",
        "ŐÜŰÁÉÍÓÖŐÜŰ",
        "tgbzhnujmik",
        "           1aé8",
        "a" * 3 + "bűvös kocka",
        "王小明的密码很长很难猜",
        "kovács és a hét szilvafa",
        '!"+%/=()~^°˛',
    ],
)
def test_a_long_password_of_any_characters_is_good(password: str) -> None:
    assert judged(password) is None


def test_ten_characters_are_enough_and_nine_are_not() -> None:
    assert judged("tűzrőlpatt") is None
    assert judged("tűzrőlpat") is PasswordFlaw.TOO_SHORT


def test_256_characters_are_taken_and_257_are_not() -> None:
    longest = "zivatar után jön a szivárvány. " * 9

    assert judged(longest[:256]) is not PasswordFlaw.TOO_LONG
    assert judged(longest[:257]) is PasswordFlaw.TOO_LONG


def test_characters_are_counted_as_people_see_them() -> None:
    assert judged("tu\u030bzro\u030blpat") is PasswordFlaw.TOO_SHORT


@pytest.mark.parametrize(
    "password",
    [
        "password123",
        "PassWord123",
        "Pássword-123",
        "jelszó jelszó",
        "aaaaaaaaaaaa",
        "ababababababab",
        "abcabcabcabc",
        "abcdeabcdeabc",
        "futball1futball1",
        "abcdefghijkl",
        "zyxwvutsrqpo",
        "qwertzuiopq",
        "1234567890",
        "123456789012",
        "0987654321",
    ],
)
def test_what_everybody_tries_first_is_common(password: str) -> None:
    assert judged(password) is PasswordFlaw.COMMON


@pytest.mark.parametrize(
    "password",
    [
        "KovácsJánosné",
        "kovacs-janosne-71",
        "hodmezovasarhely",
        "2026ugyfelkapu",
        "Ügyfélkapu2026!",
        "ÜgyfélkapuJelszó",
        "KapuKapuKapu99a",
        "kovacseva71",
        "19710314kovacs",
    ],
)
def test_what_is_made_of_ones_own_data_or_the_services_name_is_refused(password: str) -> None:
    assert judged(password) in {PasswordFlaw.PERSONAL, PasswordFlaw.COMMON}


def test_a_personal_word_among_others_does_no_harm() -> None:
    assert judged("kovács és a hét szilvafa") is None


def test_short_words_are_not_held_against_anybody() -> None:
    assert judged("évaévaévabc") is None


def test_passwords_are_stored_as_typed_but_for_composition() -> None:
    assert normalise_password(" e\u0301ﬁ\u00a0") == " éﬁ\u00a0"


@given(some.text())
def test_any_text_gets_a_verdict(text: str) -> None:
    assert judged(text) in {None, *PasswordFlaw}


@given(some.text(min_size=260))
def test_nothing_is_cut(text: str) -> None:
    assert normalise_password(normalise_password(text)) == normalise_password(text)
