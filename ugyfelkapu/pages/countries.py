# SPDX-License-Identifier: EUPL-1.2
"""What citizenships are called, and the list to choose one from (ISO 3166, in the reader's language)."""

from __future__ import annotations

import gettext as catalogues
from collections.abc import Iterable
from functools import cache
from types import MappingProxyType
from typing import Final

import pycountry
from django.utils.translation import get_language, gettext, pgettext_lazy

from ugyfelkapu.domain.countries import COUNTRIES, KOSOVO, WITHOUT_CITIZENSHIP
from ugyfelkapu.domain.documents import EEA, HUNGARY
from ugyfelkapu.domain.person import hungarian_order

HUNGARIAN: Final = "hu"
Choices = list[tuple[str, str | list[tuple[str, str]]]]
_OWN_WORDS: Final = MappingProxyType(
    {
        HUNGARY: pgettext_lazy("citizenship", "Hungarian"),
        KOSOVO: pgettext_lazy("citizenship", "Kosovo"),
        "XXA": pgettext_lazy("citizenship", "stateless"),
        "XXB": pgettext_lazy("citizenship", "refugee (Convention of 1951)"),
        "XXC": pgettext_lazy("citizenship", "refugee (other)"),
        "XXX": pgettext_lazy("citizenship", "of unknown citizenship"),
    }
)
"""Citizens without a state in the standard, and our own."""


def citizenship(code: str) -> str:
    """Return what a citizenship is called; an unknown code keeps its letters."""
    if code in _OWN_WORDS:
        return str(_OWN_WORDS[code])
    return _names(get_language() or HUNGARIAN).get(code, code)


def citizenship_choices() -> Choices:
    """Return all citizenships to choose from: Hungarian, the area's states, the others, then the rest."""
    return _choices(get_language() or HUNGARIAN)


@cache
def _choices(_language: str) -> Choices:
    """Sort the names once for each language, which is the one being spoken."""
    others = (COUNTRIES | {KOSOVO}) - EEA - {HUNGARY}
    return [
        (HUNGARY, citizenship(HUNGARY)),
        (gettext("States of the European Economic Area"), _by_name(EEA)),
        (gettext("Other states"), _by_name(others)),
        (gettext("Without a state"), [(code, citizenship(code)) for code in sorted(WITHOUT_CITIZENSHIP)]),
    ]


def _by_name(codes: Iterable[str]) -> list[tuple[str, str]]:
    return sorted(((code, citizenship(code)) for code in codes), key=lambda one: hungarian_order(one[1]))


@cache
def _names(language: str) -> dict[str, str]:
    folder = pycountry.LOCALES_DIR
    words = catalogues.translation("iso3166-1", folder, languages=[language], fallback=True).gettext
    return {
        country.alpha_3: words(getattr(country, "common_name", country.name))
        for country in pycountry.countries
    }
