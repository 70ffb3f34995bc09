# SPDX-License-Identifier: EUPL-1.2
"""Everything that the house says is said in Hungarian too, whole and with the same placeholders."""

from __future__ import annotations

import re
from collections import Counter

import polib
import pytest

from tests.house.catalogue import MASTER, catalogues, entries, message_of, messages

UNUSED_TOLERATED = 0
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def test_nothing_lacks_its_translation() -> None:
    translated = {message_of(entry) for entry in entries() if entry.translated()}

    missing = sorted(message.text for message in messages() if message not in translated)

    assert not missing


def test_no_translation_is_a_guess() -> None:
    guesses = [entry.msgid for entry in entries() if entry.fuzzy]

    assert not guesses


def test_no_translation_outlives_its_message() -> None:
    used = set(messages())

    unused = sorted({entry.msgid for entry in entries() if message_of(entry) not in used})

    assert len(unused) <= UNUSED_TOLERATED, unused


def test_placeholders_are_the_same_in_both_languages() -> None:
    different = []
    for entry in entries():
        originals = {
            frozenset(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text
        }
        for translation in filter(None, [entry.msgstr, *entry.msgstr_plural.values()]):
            if frozenset(PLACEHOLDER.findall(translation)) not in originals:
                different.append(entry.msgid)

    assert not different


def test_no_catalogue_translates_a_message_twice() -> None:
    for path in catalogues():
        doubles = [
            key for key, times in Counter(map(message_of, polib.pofile(str(path)))).items() if times > 1
        ]

        assert not doubles, path


def test_there_is_one_catalogue() -> None:
    if not MASTER.exists():
        pytest.fail("run make messages: the rooms' catalogues are not merged yet")

    assert catalogues() == [MASTER]
