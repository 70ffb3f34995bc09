# SPDX-License-Identifier: EUPL-1.2
"""What letters say, in both languages, compared with stored snapshots.

After a meant change, ``make letters`` stores them anew.
"""

from __future__ import annotations

import os
import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from ugyfelkapu.outbox.letters import (
    CATALOGUE,
    MASK,
    Letter,
    SignInLockedLetter,
    masked,
    pack,
    secret_fields,
    unpack,
)
from ugyfelkapu.outbox.queries import gallery
from ugyfelkapu.outbox.rendering import render
from ugyfelkapu.outbox.samples import CODE, SAMPLES

SNAPSHOTS = Path(__file__).parent / "snapshots"
CASES = [(letter, language) for letter in SAMPLES for language in ("hu", "en")]
NAMES = [f"{letter.kind}-{language}" for letter, language in CASES]


def _kept(path: Path, text: str) -> str:
    if os.environ.get("UGYFELKAPU_WRITE_LETTERS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("letter", "language"), CASES, ids=NAMES)
def test_a_letter_says_what_was_agreed(letter: Letter, language: str) -> None:
    words = render(letter, language=language)

    assert f"{words.subject}\n\n{words.text}" == _kept(
        SNAPSHOTS / f"{letter.kind}.{language}.txt", f"{words.subject}\n\n{words.text}"
    )
    assert words.html == _kept(SNAPSHOTS / f"{letter.kind}.{language}.html", words.html)


@pytest.mark.parametrize(("letter", "language"), CASES, ids=NAMES)
def test_a_letter_has_the_things_that_all_letters_have(letter: Letter, language: str) -> None:
    words = render(letter, language=language)

    bodies = (words.text, words.html)
    greeting, free = (
        ("Tisztelt Ügyfelünk!", "Az ügyfélkapu illetékmentes. Jelszót soha nem kérünk e-mailben.")
        if language == "hu"
        else ("Dear Client,", "free of charge. We never ask for a password by e-mail.")
    )
    assert all(greeting in body and free in body for body in bodies)
    assert CODE not in words.subject
    assert len(words.subject) < 78
    assert not re.search(r"{{|{%|%\(|None|<img|<script|https?://(?!localhost:8000/)", "".join(bodies))
    assert f'lang="{language}"' in words.html


@pytest.mark.parametrize("letter", [letter for letter in SAMPLES if secret_fields(type(letter))])
def test_a_letter_with_a_code_gives_it_whole_and_unbroken(letter: Letter) -> None:
    words = render(letter, language="hu")

    assert CODE in words.text
    assert f'nowrap;">{CODE[:10]}</span><span style="white-space:nowrap;">{CODE[10:]}</span>' in words.html


def test_only_the_link_that_activates_fills_in_the_code() -> None:
    links = {
        letter.kind: re.findall(r'href="([^"]+)"', render(letter, language="en").html) for letter in SAMPLES
    }

    assert links["activation"] == [f"{settings.PUBLIC_URL}/aktivalas/?code={CODE}"]
    assert links["reset"] == [f"{settings.PUBLIC_URL}/elfelejtett-jelszo/uj/"]
    assert all(len(found) <= 1 for found in links.values())


def test_no_letter_has_room_for_a_name() -> None:
    names = {field.name for letter in CATALOGUE.values() for field in fields(letter)}

    assert names == {
        *("code", "opened_on", "last_day", "days_left", "registration_last_day", "gate_last_day"),
        *("activated_on", "finalised_on", "changed_at", "until"),
        "reference",
    }


def test_the_gallery_shows_every_letter_of_the_catalogue() -> None:
    shown = [sample.kind for sample in gallery("hu")]

    assert sorted(shown) == sorted(CATALOGUE)


@pytest.mark.parametrize("letter", SAMPLES, ids=[letter.kind for letter in SAMPLES])
def test_a_letter_survives_its_packing(letter: Letter) -> None:
    assert unpack(letter.kind, pack(letter)) == letter


def test_a_secret_is_masked_in_every_view() -> None:
    letter = SAMPLES[0]

    assert CODE not in repr(letter)
    assert masked(letter)["code"] == MASK
    assert masked(letter)["days_left"] == "5"


@pytest.mark.parametrize(
    ("days", "told"),
    [(5, "a nap végéig, még 5 nap"), (1, "a nap végéig, még 1 nap"), (0, "a nap végéig, ma az utolsó nap")],
)
def test_the_days_left_are_told_in_words(days: int, told: str) -> None:
    letter = CATALOGUE["reset"](code=CODE, last_day=SAMPLES[0].last_day, days_left=days)  # type: ignore[call-arg,attr-defined]  # a reset letter

    assert told in render(letter, language="hu").text


@pytest.mark.parametrize(("language", "told"), [("hu", ", 3:42"), ("en", ", 03:42")])
def test_an_early_hour_is_told_as_pages_tell_it(language: str, told: str) -> None:
    until = datetime(2026, 11, 29, 2, 42, tzinfo=UTC)

    assert told in render(SignInLockedLetter(until=until), language=language).text
