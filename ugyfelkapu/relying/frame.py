# SPDX-License-Identifier: EUPL-1.2
"""What is around every page of the demo service."""

from __future__ import annotations

from dataclasses import dataclass

from .markup import Markup, element, together
from .words import Language, Speaker


@dataclass(frozen=True, slots=True)
class Frame:
    """Which page, in which language."""

    say: Speaker
    path: str


def page(frame: Frame, title: str, *content: str | None) -> str:
    """Return a whole page."""
    say = frame.say
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("title", f"{title} – {say('Mintaszolgáltatás', 'Sample service')}"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex"),
        element("link", rel="icon", href="/jel.svg", type="image/svg+xml"),
        element("link", rel="stylesheet", href="/stilus.css"),
    )
    body = element(
        "body",
        element("a", say("Ugrás a tartalomra", "Skip to the content"), href="#tartalom", class_="skip"),
        _strip(say),
        _header(frame),
        element("main", *content, id="tartalom"),
        _footer(say),
    )
    return f"<!DOCTYPE html>{element('html', head, body, lang=say.language)}"


def _strip(say: Speaker) -> Markup:
    text = say(
        "Minta fejlesztőknek: semmit nem intéz, és leállításkor mindent elfelejt.",
        "A sample for developers: it does nothing, and forgets everything when it stops.",
    )
    return element("aside", element("p", text), class_="strip", aria_label=say("Figyelem", "Please note"))


def _header(frame: Frame) -> Markup:
    say = frame.say
    name = together(
        element("span", say("Mintaszolgáltatás", "Sample service"), class_="name"),
        element("span", say("Minta Hivatal", "Sample Authority"), class_="owner"),
    )
    home = element("a", name, href="/", class_="home")
    return element("header", element("div", home, _languages(frame), class_="in"))


def _languages(frame: Frame) -> Markup:
    links = (
        element("li", element("span", label, lang=code, aria_current="true"))
        if frame.say.language == code
        else element("li", element("a", label, href=f"{frame.path}?nyelv={code}", lang=code, hreflang=code))
        for code, label in ((Language.HUNGARIAN, "Magyar"), (Language.ENGLISH, "English"))
    )
    return element("nav", element("ul", *links), aria_label=frame.say("Nyelv", "Language"))


def _footer(say: Speaker) -> Markup:
    text = say(
        "Ez nem az ügyfélkapu, hanem egy tőle független folyamat: csak a nyilvános szabványokon át kérdezi.",
        "This is not the client gate but a process apart from it, which asks it by public standards alone.",
    )
    return element("footer", element("p", text))
