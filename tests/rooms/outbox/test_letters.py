# SPDX-License-Identifier: EUPL-1.2
"""What letters say, in both languages, compared with stored snapshots.

After a meant change, ``make letters`` stores them anew.
"""

from __future__ import annotations

import os
import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from ugyfelkapu.domain.deadlines import RULES, Period
from ugyfelkapu.domain.documents import Category, DocumentKind, accepted
from ugyfelkapu.outbox.letters import (
    CATALOGUE,
    MASK,
    CodeReminderLetter,
    ErasedLetter,
    Letter,
    RegistrationReminderLetter,
    SignInLockedLetter,
    TemporaryErasedLetter,
    TemporaryReminderLetter,
    masked,
    pack,
    secret_fields,
    unpack,
)
from ugyfelkapu.outbox.queries import gallery
from ugyfelkapu.outbox.rendering import render
from ugyfelkapu.outbox.samples import CODE, REFERENCE, SAMPLES, TOKEN

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


@pytest.mark.parametrize("letter", [letter for letter in SAMPLES if "code" in secret_fields(type(letter))])
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


@pytest.mark.parametrize("kind", ["signature_accepted", "signature_refused"])
def test_the_outcome_of_a_signature_leads_to_its_page(kind: str) -> None:
    words = render(next(letter for letter in SAMPLES if letter.kind == kind), language="hu")

    there = f"{settings.PUBLIC_URL}/regisztracio/alairassal/ellenorzes/"
    assert re.findall(r'href="([^"]+)"', words.html) == [there]
    assert there in words.text


WITH_LINKS = [letter for letter in SAMPLES if "token" in secret_fields(type(letter))]
SAFETY = f"{settings.PUBLIC_URL}/biztonsag/{TOKEN}/"


@pytest.mark.parametrize("letter", WITH_LINKS, ids=[letter.kind for letter in WITH_LINKS])
def test_a_security_letter_leads_to_the_page_that_undoes(letter: Letter) -> None:
    words = render(replace(letter, token=TOKEN), language="hu")  # type: ignore[call-arg]  # all of these have one

    assert re.findall(r'href="([^"]+)"', words.html) == [SAFETY]
    assert SAFETY in words.text
    assert "semmit sem változtat" in words.text


@pytest.mark.parametrize(("waits", "told"), [(True, "visszavonhatja"), (False, "Zárolja a kapuját")])
def test_a_factor_that_waits_can_be_cancelled_and_another_one_locks(waits: bool, told: str) -> None:
    letter = next(letter for letter in SAMPLES if letter.kind == "factor_added")

    words = render(replace(letter, waits=waits), language="hu")  # type: ignore[call-arg]  # it has it

    assert told in words.text
    assert told in words.html


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"was_reset": True}, "A levelünkben küldött kóddal"),
        ({"was_reset": False}, "Belépve változtatta meg"),
        ({"was_reset": False, "by_signature": True}, "Elektronikus aláírással állították be"),
        ({"was_reset": False, "by_signature": True}, "Ha nem Ön írta alá"),
    ],
)
def test_a_changed_password_is_told_with_how_it_was_changed(how: dict[str, bool], told: str) -> None:
    letter = next(letter for letter in SAMPLES if letter.kind == "password_changed")

    words = render(replace(letter, **how), language="hu")

    assert told in words.text
    assert told in words.html


@pytest.mark.parametrize(("left", "told"), [(0, "a szintje alacsony"), (2, "a szintje nem változik")])
def test_a_removed_factor_is_told_with_the_level_that_is_left(left: int, told: str) -> None:
    letter = next(letter for letter in SAMPLES if letter.kind == "factor_removed")

    words = render(replace(letter, left=left), language="hu")  # type: ignore[call-arg]  # it has it

    assert told in words.text
    assert told in words.html


@pytest.mark.parametrize(("confirmable", "told"), [(True, True), (False, False)])
def test_only_an_address_that_may_confirm_a_new_start_is_told_so(confirmable: bool, told: bool) -> None:
    letter = next(letter for letter in SAMPLES if letter.kind == "recovery_asked")

    words = render(replace(letter, confirmable=confirmable), language="hu")  # type: ignore[call-arg]  # it has it

    assert ("Leállítom vagy megerősítem" in words.text) is told
    assert ("Leállítom vagy megerősítem" in words.html) is told
    assert "Állítsa le az újrakezdést" in words.text


@pytest.mark.parametrize("kind", ["recovery_asked", "started_over"])
def test_a_new_start_tells_where_the_code_goes(kind: str) -> None:
    letter = next(letter for letter in SAMPLES if letter.kind == kind)

    new, known = (
        render(replace(letter, new_address=new), language="hu").text  # type: ignore[call-arg]  # it has it
        for new in (True, False)
    )

    assert "új e-mail-címre" in new
    assert "új e-mail-címre" not in known


def test_no_letter_has_room_for_a_name() -> None:
    names = {field.name for letter in CATALOGUE.values() for field in fields(letter)}

    assert names == {
        *("code", "opened_on", "last_day", "days_left", "registration_last_day", "gate_last_day"),
        *("activated_on", "finalised_on", "changed_at", "until"),
        *("factor", "counts_from", "waits", "left", "refused_at"),
        *("reference", "token"),
        *("takes_effect_at", "new_address", "confirmable"),
        *("signed_in_at", "browser", "unlocked_at", "was_reset", "opened_at", "decided_at"),
        *("checked_at", "by_signature"),
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


LONGEST_DAY = date(2026, 9, 24)
"""A Thursday of September: „2026. szeptember 24., csütörtök”."""
DATED = [letter for letter in SAMPLES if "last_day" in {field.name for field in fields(letter)}]
REMINDERS = (
    CodeReminderLetter(last_day=LONGEST_DAY, days_left=1),
    RegistrationReminderLetter(last_day=LONGEST_DAY, days_left=1),
    TemporaryReminderLetter(last_day=LONGEST_DAY, days_left=1, reference=REFERENCE),
)


@pytest.mark.parametrize("letter", DATED, ids=[letter.kind for letter in DATED])
@pytest.mark.parametrize(
    ("language", "told"), [("hu", "2026. szeptember 24., csütörtök"), ("en", "Thursday 24 September 2026")]
)
def test_the_last_day_stands_whole_in_the_subject(letter: Letter, language: str, told: str) -> None:
    subject = render(replace(letter, last_day=LONGEST_DAY), language=language).subject  # type: ignore[call-arg]  # all of these have one

    assert subject.endswith(told)
    assert len(subject) < 78


@pytest.mark.parametrize("letter", REMINDERS, ids=[letter.kind for letter in REMINDERS])
@pytest.mark.parametrize(("days", "told"), [(7, "még 7 nap"), (1, "még 1 nap"), (0, "ma az utolsó nap")])
def test_a_reminder_tells_the_weekday_the_days_left_and_one_thing_to_do(
    letter: Letter, days: int, told: str
) -> None:
    words = render(replace(letter, days_left=days), language="hu")  # type: ignore[call-arg]  # all reminders have it

    for body in (words.text, words.html):
        assert "2026. szeptember 24., csütörtök" in body
        assert told in body
    assert len(re.findall("href=", words.html)) == 1


def test_a_reminder_of_a_code_holds_no_code_and_leads_to_both_ways_out() -> None:
    words = render(REMINDERS[0], language="hu")

    assert not secret_fields(CodeReminderLetter)
    assert re.findall(r'href="([^"]+)"', words.html) == [f"{settings.PUBLIC_URL}/aktivalas/"]
    assert "/elfelejtett-jelszo" in words.text
    assert "/elfelejtett-jelszo" in words.html


def test_a_visit_to_an_office_is_not_promised_until_the_end_of_the_day() -> None:
    words = render(REMINDERS[2], language="hu")

    assert "a nap végéig" not in words.text + words.html


@pytest.mark.parametrize("kind", ["temporary_gate", "temporary_reminder"])
def test_who_is_sent_to_an_office_has_the_reference_to_bring(kind: str) -> None:
    letter = next(letter for letter in SAMPLES if letter.kind == kind)
    words = render(letter, language="hu")

    assert REFERENCE in words.text
    assert REFERENCE in words.html


def test_the_documents_to_bring_are_those_that_the_desk_accepts() -> None:
    """The letters list them in words, which change with this rule."""
    card, passport, licence = DocumentKind.ID_CARD, DocumentKind.PASSPORT, DocumentKind.DRIVING_LICENCE

    assert {category: set(accepted(category)) for category in Category} == {
        Category.HUN: {card, passport, licence},
        Category.EEA: {card, passport},
        Category.OTHER: {passport},
    }


@pytest.mark.parametrize(
    ("letter", "period"),
    [(ErasedLetter(), Period.NEVER_ACTIVATED), (TemporaryErasedLetter(), Period.TEMPORARY_GATE)],
)
def test_an_erasure_is_told_with_the_period_of_the_deadlines(letter: Letter, period: Period) -> None:
    assert f"mert {RULES[period].days} napon belül" in render(letter, language="hu").text


@pytest.mark.parametrize(("language", "told"), [("hu", ", 3:42"), ("en", ", 03:42")])
def test_an_early_hour_is_told_as_pages_tell_it(language: str, told: str) -> None:
    until = datetime(2026, 11, 29, 2, 42, tzinfo=UTC)

    assert told in render(SignInLockedLetter(until=until), language=language).text
