# SPDX-License-Identifier: EUPL-1.2
"""Turning a letter into a subject and two bodies, in the recipient's language."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import Engine
from django.utils.translation import gettext, ngettext, override

from ugyfelkapu.domain.calendar import english_day, hungarian_day
from ugyfelkapu.domain.deadlines import RULES, Period

from .letters import Letter

HUNGARIAN = "hu"
HALF_OF_A_CODE = 10
"""Characters, hyphens counted: narrow screens break a code there and nowhere else."""
DAYS = {
    "registration_days": RULES[Period.NEVER_ACTIVATED].days,
    "temporary_days": RULES[Period.TEMPORARY_GATE].days,
}
"""How long things live, for letters that tell why one ended."""
PAGES = {
    "home": "",
    "activation": "aktivalas/",
    "new_password": "elfelejtett-jelszo/uj/",
    "forgotten": "elfelejtett-jelszo/",
    "sign_in": "belepes/",
    "registration": "regisztracio/",
    "signature": "regisztracio/alairassal/ellenorzes/",
    "offices": "okmanyirodak/",
    "unlock": "feloldas/",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter in words."""

    subject: str
    text: str
    html: str


def render(letter: Letter, *, language: str) -> Rendered:
    """Return the letter in words; links come from the canonical address alone."""
    with override(language):
        words = {"language": language, **DAYS, **_links(letter), **_written(letter, language)}
        folder = f"letters/{letter.kind}"
        subject = " ".join(_engine().render_to_string(f"{folder}/subject.txt", words).split())
        words["subject"] = subject
        return Rendered(
            subject=subject,
            text=_tidy(_engine().render_to_string(f"{folder}/body.txt", words)),
            html=_engine().render_to_string(f"{folder}/body.html", words),
        )


@cache
def _engine() -> Engine:
    """Return an engine that knows letters only: pages and their tags are not our concern."""
    return Engine(dirs=[str(Path(__file__).parent / "templates")], builtins=["django.templatetags.i18n"])


def _links(letter: Letter) -> dict[str, object]:
    """Return for each page its link, and its address as a person would type it."""
    base = f"{settings.PUBLIC_URL}/"
    typed = base.partition("://")[2]
    links: dict[str, object] = {}
    for name, path in PAGES.items():
        links[f"{name}_url"] = f"{base}{path}"
        links[f"{name}_address"] = f"{typed}{path}".rstrip("/")
    code = getattr(letter, "code", "")
    if code:
        links["activation_url"] = f"{base}{PAGES['activation']}?code={code}"
    token = getattr(letter, "token", "")
    if token:
        links |= {"safety_url": f"{base}biztonsag/{token}/", "safety_address": f"{typed}biztonsag/{token}/"}
    return links


def _written(letter: Letter, language: str) -> dict[str, object]:
    """Return the fields as they are read aloud."""
    words = {f.name: _in_words(getattr(letter, f.name), language) for f in fields(letter)}
    if "code" in words:
        code = str(words["code"])
        words["code_parts"] = [code[:HALF_OF_A_CODE], code[HALF_OF_A_CODE:]]
    if "days_left" in words:
        days = int(str(words["days_left"]))
        words |= {"days_left_told": _days_left(days), "days_left_at_office": _days_left_at_office(days)}
    return words


def _in_words(value: object, language: str) -> object:
    if isinstance(value, datetime):
        there = value.astimezone(ZoneInfo(settings.TIME_ZONE))
        hour = f"{there.hour}" if language == HUNGARIAN else f"{there:%H}"
        return f"{_day(there.date(), language)}, {hour}:{there:%M}"
    return _day(value, language) if isinstance(value, date) else value


def _day(day: date, language: str) -> str:
    return hungarian_day(day) if language == HUNGARIAN else english_day(day)


def _days_left(days: int) -> str:
    if days <= 0:
        return gettext("until the end of the day; today is the last day")
    told = ngettext(
        "until the end of the day, %(days)d day left", "until the end of the day, %(days)d days left", days
    )
    return told % {"days": days}


def _days_left_at_office(days: int) -> str:
    """Tell the days without the end of the last one: an office closes earlier."""
    if days <= 0:
        return gettext("today is the last day")
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"
