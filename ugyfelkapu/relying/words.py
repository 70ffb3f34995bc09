# SPDX-License-Identifier: EUPL-1.2
"""What the demo service says, in Hungarian and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from .visitors import Notice

BUDAPEST: Final = ZoneInfo("Europe/Budapest")
MONTHS: Final = MappingProxyType(
    {
        "hu": (
            *("január", "február", "március", "április", "május", "június", "július", "augusztus"),
            *("szeptember", "október", "november", "december"),
        ),
        "en": (
            *("January", "February", "March", "April", "May", "June", "July", "August"),
            *("September", "October", "November", "December"),
        ),
    }
)


class Language(StrEnum):
    """The languages of the pages."""

    HUNGARIAN = "hu"
    ENGLISH = "en"


class Said(NamedTuple):
    """One text in both languages."""

    hu: str
    en: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Picks the language of a page."""

    language: Language

    def __call__(self, hu: str, en: str) -> str:
        """Return one of two texts that say the same."""
        return hu if self.language is Language.HUNGARIAN else en

    def of(self, said: Said | None, otherwise: str = "") -> str:
        """Return a text, or what it is of which there is none."""
        return self(*said) if said is not None else otherwise

    def day(self, moment: datetime) -> str:
        """Return the day of a moment in Budapest."""
        local = moment.astimezone(BUDAPEST)
        month = MONTHS[self.language][local.month - 1]
        return self(f"{local.year}. {month} {local.day}.", f"{local.day} {month} {local.year}")

    def moment(self, moment: datetime) -> str:
        """Return day and time of a moment in Budapest."""
        local = moment.astimezone(BUDAPEST)
        return f"{self.day(moment)}{self('', ',')} {local:%H:%M}"


def language_of(asked: str, kept: str, accepted: str) -> Language:
    """Return the language that was just asked for, or kept, or that the browser likes; else Hungarian."""
    for wish in (asked, kept):
        if wish in set(Language):
            return Language(wish)
    first = accepted.partition(",")[0].strip()[:2].lower()
    return Language(first) if first in set(Language) else Language.HUNGARIAN


NOTICES: Final[Mapping[Notice, Said]] = MappingProxyType(
    {
        Notice.SIGNED_IN: Said("Belépett az ügyfélkapuval.", "You signed in with your client gate."),
        Notice.STEPPED_UP: Said(
            "A kapu igazolta a jelentős szintet.", "The gate vouches for the level substantial."
        ),
        Notice.REFRESHED: Said(
            "Friss tokeneket kaptunk a kaputól; a régiek érvénytelenek.",
            "The gate gave us fresh tokens; the ones before are void.",
        ),
        Notice.ASKED_AGAIN: Said(
            "Újra lekértük az adatait a kaputól.", "We asked the gate for your data again."
        ),
        Notice.SIGNED_OUT: Said(
            "Kilépett innen és az ügyfélkapuból is.", "You signed out here and of your client gate."
        ),
        Notice.SIGNED_OUT_BY_GATE: Said(
            "Az ügyfélkapu szólt, hogy kilépett, ezért innen is kiléptettük, és elfelejtettük az adatait.",
            "The client gate told us that you signed out, so we signed you out here too, "
            "and forgot your data.",
        ),
        Notice.LAPSED: Said(
            "A kapu már nem ismeri ezt a belépést. Lépjen be újra.",
            "The gate knows this sign-in no more. Sign in again.",
        ),
        Notice.DECLINED: Said(
            "Nem lépett be: a kapunál úgy döntött, hogy nem adja át az adatait. Bármikor újrakezdheti.",
            "You did not sign in: at the gate you chose not to hand your data over. "
            "You can start again any time.",
        ),
        Notice.UNMET: Said(
            "Nem lépett be: jelentős szintet kértünk, és ehhez kétlépcsős belépés kell. "
            "Beállíthatja az ügyfélkapujában.",
            "You did not sign in: we asked for the level substantial, which needs two-step sign-in. "
            "You can set it up in your client gate.",
        ),
        Notice.REFUSED: Said(
            "Nem lépett be: a kapu nemet mondott. Próbálja újra.",
            "You did not sign in: the gate said no. Try again.",
        ),
        Notice.UNTRUSTED: Said(
            "Nem lépett be: a válasz nem bizonyítja, hogy a kaputól jött Önnek. Kezdje újra.",
            "You did not sign in: the answer does not prove that it came from the gate for you. Start again.",
        ),
        Notice.UNREACHABLE: Said(
            "Az ügyfélkapu nem válaszol. Próbálja újra később.",
            "The client gate does not answer. Try again later.",
        ),
    }
)
LEVELS: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "http://eidas.europa.eu/LoA/low": Said("alacsony", "low"),
        "http://eidas.europa.eu/LoA/substantial": Said("jelentős", "substantial"),
    }
)
SELF_ASSERTED: Final = Said(
    "nem igazolt: az ideiglenes kapu adatait csak Ön állítja",
    "not verified: of a temporary gate only you say who you are",
)
METHODS: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "pwd": Said("jelszó", "password"),
        "otp": Said("egyszer használatos kód", "one-time code"),
        "pop": Said("azonosítókulcs", "passkey"),
        "user": Said("a készülék is azonosította Önt", "your device knew you too"),
        "mfa": Said("két lépcső", "two steps"),
    }
)
EVIDENCE: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "electronic_record": Said("nyilvántartás", "register"),
        "electronic_signature": Said("elektronikus aláírás", "electronic signature"),
        "idcard": Said("személyazonosító igazolvány", "identity card"),
        "passport": Said("útlevél", "passport"),
        "driving_permit": Said("vezetői engedély", "driving licence"),
    }
)
ASSURANCE: Final[Mapping[str, Said]] = MappingProxyType(
    {"low": Said("alacsony", "low"), "substantial": Said("jelentős", "substantial")}
)
