# SPDX-License-Identifier: EUPL-1.2
"""Codes survive hands and ears, and a slip is told from a wrong code."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ugyfelkapu.domain.checks import ALPHABET, canonical, check_symbol, sound, spelt
from ugyfelkapu.domain.codes import LENGTH, RANDOM_BITS, MistypedCode, for_reading, make_code, parse_code

BYTES = st.binary(min_size=10, max_size=10)
CODES = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1).map(
    lambda text: text + check_symbol(text)
)


def test_a_code_has_sixteen_symbols_and_seventy_five_random_bits() -> None:
    code = make_code()

    assert len(code) == LENGTH == 16
    assert RANDOM_BITS == 75
    assert parse_code(code) == code


def test_codes_do_not_repeat() -> None:
    assert len({make_code() for _ in range(10_000)}) == 10_000


def test_a_code_is_read_in_groups_of_four() -> None:
    code = make_code()

    assert [len(group) for group in for_reading(code).split("-")] == [4, 4, 4, 4]
    assert parse_code(for_reading(code)) == code


@given(CODES, st.sampled_from(["lower", "spaces", "letters", "dashes"]))
def test_the_ways_of_typing_do_not_count(code: str, way: str) -> None:
    typed = {
        "lower": code.lower(),
        "spaces": "  " + " ".join(code) + "\t",
        "letters": code.replace("0", "o").replace("1", "l"),
        "dashes": "–".join(code),
    }[way]

    assert parse_code(typed) == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_symbol_is_a_slip(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]

    assert sound(wrong) is (wrong == code)


@given(CODES, st.integers(0, LENGTH - 2))
def test_every_exchange_of_neighbours_is_a_slip(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert sound(swapped) is (swapped == code)


@pytest.mark.parametrize(
    "text", ["", "7KQM", "7KQM-4T2X-9HCD-E3VU", "árvíztűrő", "0" * 15, "0" * 17, "U" * 16, "0" * 15 + "1"]
)
def test_what_cannot_be_a_code_is_refused(text: str) -> None:
    with pytest.raises(MistypedCode):
        parse_code(text)


def test_every_bit_of_randomness_changes_the_code() -> None:
    codes = {make_code((1 << bit).to_bytes(10)) for bit in range(75)}

    assert len(codes) == 75


@given(BYTES)
def test_every_wrong_symbol_is_found(randomness: bytes) -> None:
    code = make_code(randomness)

    for place in range(LENGTH):
        for symbol in set(ALPHABET) - {code[place]}:
            assert not sound(code[:place] + symbol + code[place + 1 :])


@given(BYTES)
def test_every_exchange_of_two_symbols_is_found(randomness: bytes) -> None:
    code = make_code(randomness)

    for left in range(LENGTH):
        for right in range(left + 1, LENGTH):
            symbols = list(code)
            symbols[left], symbols[right] = symbols[right], symbols[left]
            assert ("".join(symbols) == code) == sound("".join(symbols))


def test_the_weights_tell_every_pair_of_symbols_apart_at_every_two_neighbours() -> None:
    for place in range(LENGTH - 2):
        for one, other in permutations(ALPHABET, 2):
            before, behind = "7" * place, "7" * (LENGTH - place - 3)
            assert check_symbol(before + one + other + behind) != check_symbol(before + other + one + behind)


def test_nothing_is_not_sound() -> None:
    assert not sound("")
    assert not sound("0")


def test_text_without_other_characters_is_canonical() -> None:
    assert canonical("k7m4–p2xd") == "K7M4P2XD"
    assert canonical("K7M4.U2XD") == ""


def test_symbols_spell_the_bits_of_a_number() -> None:
    assert spelt(0b11111_00001, 3) == "1Z0"
