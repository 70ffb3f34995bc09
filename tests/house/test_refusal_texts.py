# SPDX-License-Identifier: EUPL-1.2
"""Every refusal of the house has its words, and no words are left over."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.utils import translation

import ugyfelkapu
from ugyfelkapu.domain.errors import Kind, Refusal
from ugyfelkapu.pages.refusal_texts import REFUSAL_TEXTS
from ugyfelkapu.pages.refusals import STATUSES, explain

SKIPPED = ("ugyfelkapu.project", ".management", ".migrations", ".urls")
SUFFIXED = re.compile(r"%\(\w+\)s-")


def _kinds(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def _everywhere() -> list[type[Refusal]]:
    for module in pkgutil.walk_packages(ugyfelkapu.__path__, "ugyfelkapu."):
        if not any(name in module.name for name in SKIPPED) and not module.ispkg:
            importlib.import_module(module.name)
    return [kind for kind in _kinds() if kind.__module__.startswith("ugyfelkapu.")]


def _sample(kind: type[Refusal]) -> Refusal:
    refusal = kind.__new__(kind)
    refusal.data = {}
    return refusal


def test_every_refusal_has_words_and_no_words_are_left_over() -> None:
    codes = {kind.code for kind in _everywhere()}

    assert codes == set(REFUSAL_TEXTS)


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = Counter(kind.code for kind in _everywhere())

    assert not [code for code, times in codes.items() if times > 1]


def test_every_kind_has_a_status() -> None:
    assert set(STATUSES) == set(Kind)


@pytest.mark.parametrize("language", ["hu", "en"])
@pytest.mark.parametrize("at_desk", [True, False], ids=["desk", "citizen"])
def test_every_refusal_can_be_explained(language: str, at_desk: bool) -> None:
    with translation.override(language):
        explanations = [explain(_sample(kind), at_desk=at_desk) for kind in _everywhere()]

    assert all(words.title and words.cause and words.remedy for words in explanations)


def test_no_hungarian_word_hangs_on_a_variable() -> None:
    with translation.override("hu"):
        texts = [
            str(part) for text in REFUSAL_TEXTS.values() for part in (text.title, text.cause, text.remedy)
        ]

    assert not [text for text in texts if SUFFIXED.search(text)]
