# SPDX-License-Identifier: EUPL-1.2
"""The pages of the demo service: before and after the sign-in, and when something goes wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from .claims import Line, of_the_person, of_the_sign_in, of_the_verification
from .frame import Frame, page
from .markup import Markup, element, together
from .signing_in import SUBSTANTIAL, Level
from .visitors import Notice, SignedIn, Visitor
from .words import NOTICES, Speaker

GOOD: Final = frozenset(
    {Notice.SIGNED_IN, Notice.STEPPED_UP, Notice.REFRESHED, Notice.ASKED_AGAIN, Notice.SIGNED_OUT}
)
"""Notices that tell of what went as it was meant to."""


def home(frame: Frame, visitor: Visitor) -> str:
    """Return the start page of whoever is here."""
    if visitor.signed_in is None:
        return _before(frame, visitor)
    return _after(frame, visitor, visitor.signed_in)


def mistaken(frame: Frame, notice: Notice, detail: str = "") -> str:
    """Return the page of something that went wrong for a browser that nobody knows."""
    say = frame.say
    title = say("Nem sikerült a belépés", "The sign-in did not work")
    return page(frame, title, element("h1", title), _notice(say, notice, detail), _signing_in(say))


def unregistered(frame: Frame) -> str:
    """Return the page of a demo service that does not know yet who it is."""
    say = frame.say
    title = say("Még nincs bejegyezve", "Not registered yet")
    text = say(
        "A mintaszolgáltatást még nem kötötték össze az ügyfélkapuval. Indítsa el: ugyfelkapu demo",
        "The demo service is not connected to the client gate yet. Run: ugyfelkapu demo",
    )
    return page(frame, title, element("h1", title), element("p", text))


def missing(frame: Frame) -> str:
    """Return the page of an address at which there is none."""
    title = frame.say("Nincs ilyen oldal", "There is no such page")
    back = element("a", frame.say("Vissza a kezdőlapra", "Back to the start page"), href="/")
    return page(frame, title, element("h1", title), element("p", back))


def _before(frame: Frame, visitor: Visitor) -> str:
    say = frame.say
    notice, detail = visitor.take_notice()
    ended = notice is Notice.SIGNED_OUT_BY_GATE and visitor.ended_at
    title = say("Belépés az ügyfélkapuval", "Signing in with the client gate")
    lead = say(
        "Így léptet be valakit egy szolgáltatás az ügyfélkapuval. Belépés után megmutatjuk, mit kaptunk "
        "Önről a kaputól, és mit nem.",
        "This is how a service signs people in with the client gate. Once you are in, we show what the gate "
        "told us of you, and what it did not.",
    )
    return page(
        frame,
        title,
        _notice(say, notice, say.moment(ended) if ended else detail),
        element("h1", title),
        element("p", lead, class_="lead"),
        _signing_in(say),
    )


def _signing_in(say: Speaker) -> Markup:
    return together(
        _form("/belepes", _button(say("Belépés az ügyfélkapuval", "Sign in with the client gate"))),
        element(
            "section",
            element("h2", say("Magasabb szint", "A higher level"), id="szint"),
            element(
                "p",
                say(
                    "Egy szolgáltatás kérhet kétlépcsős belépést: ez a jelentős szint. Ha csak ajánlja, "
                    "e nélkül is beengedi Önt; ha megköveteli, nem.",
                    "A service can ask for two-step sign-in: that is the level substantial. "
                    "If it prefers it, it lets you in without; if it insists, it does not.",
                ),
            ),
            _levels(
                say("Belépés, jelentős szint ajánlott", "Sign in, substantial preferred"),
                say("Belépés, jelentős szint kötelező", "Sign in, substantial essential"),
            ),
            class_="sheet",
            aria_labelledby="szint",
        ),
    )


def _levels(preferred: str, essential: str) -> Markup:
    return _form(
        "/belepes",
        _button(preferred, value=Level.PREFERRED, secondary=True),
        _button(essential, value=Level.ESSENTIAL, secondary=True),
    )


def _after(frame: Frame, visitor: Visitor, signed_in: SignedIn) -> str:
    say = frame.say
    notice, detail = visitor.take_notice()
    name = signed_in.userinfo.get("name")
    title = say("Üdvözöljük!", "Welcome!") if name is None else f"{say('Üdvözöljük', 'Welcome')}, {name}!"
    verification = of_the_verification(say, signed_in.userinfo)
    return page(
        frame,
        say("Belépve", "Signed in"),
        _notice(say, notice, detail),
        element("h1", title),
        _sheet(
            say("Amit a kapu mondott Önről", "What the gate told us of you"),
            "adatok",
            *_person(say, signed_in),
        ),
        _sheet(
            say("Hogyan lépett be", "How you signed in"),
            "belepes",
            _lines(of_the_sign_in(say, signed_in.tokens.claims)),
            _step_up(say, signed_in),
        ),
        _sheet(
            say("Honnan tudja a kapu, kicsoda Ön", "How the gate knows who you are"),
            "igazolas",
            _lines(verification) if verification else _unverified(say),
        ),
        _sheet(say("Amit most tehet", "What you can do now"), "teendok", *_actions(say)),
    )


def _person(say: Speaker, signed_in: SignedIn) -> Iterable[Markup]:
    known, unknown = of_the_person(say, signed_in.userinfo)
    yield _lines(known)
    if unknown:
        not_told = say("Ezt nem kaptuk meg:", "We were not told:")
        yield element("p", f"{not_told} {', '.join(unknown)}.", class_="soft")


def _unverified(say: Speaker) -> Markup:
    text = say(
        "Erről a kapu nem mondott semmit. Ideiglenes kapunál, vagy ha Ön nem engedte átadni a nevét, "
        "nem is mondhat.",
        "The gate told nothing of it. Of a temporary gate, or where you did not let it tell your name, "
        "it cannot.",
    )
    return element("p", text)


def _step_up(say: Speaker, signed_in: SignedIn) -> Markup | None:
    if signed_in.tokens.claims.get("acr") == SUBSTANTIAL:
        return None
    return together(
        element(
            "p",
            say(
                "Van, amihez ez a szint kevés. Kérhetjük a kaputól, hogy kérjen Öntől egy második lépést.",
                "For some things this level is too low. We can ask the gate to ask you for a second step.",
            ),
        ),
        _levels(
            say("Második lépés, ha van", "A second step, if I have one"),
            say("Második lépés mindenképp", "A second step in any case"),
        ),
    )


def _actions(say: Speaker) -> Iterable[Markup]:
    yield element(
        "div",
        _form("/frissites", _button(say("Friss tokeneket kérek", "Get fresh tokens"), secondary=True)),
        _form("/adatok", _button(say("Lekérem újra az adataimat", "Ask for my data again"), secondary=True)),
        _form("/kilepes", _button(say("Kilépek innen és a kapuból", "Sign out here and of the gate"))),
        class_="actions",
    )
    raw = element("a", say("A nyers tokenek, fejlesztőknek", "The raw tokens, for developers"), href="/nyers")
    yield element("p", raw)


def _sheet(title: str, anchor: str, *content: Markup | None) -> Markup:
    return element(
        "section", element("h2", title, id=anchor), *content, class_="sheet", aria_labelledby=anchor
    )


def _lines(lines: Iterable[Line]) -> Markup:
    rows = (
        element(
            "div", element("dt", line.label), element("dd", line.value, class_="code" if line.code else None)
        )
        for line in lines
    )
    return element("dl", *rows)


def _notice(say: Speaker, notice: Notice | None, detail: str) -> Markup | None:
    if notice is None:
        return None
    return element(
        "div",
        element(
            "p",
            element("strong", say("Figyelem", "Please note") if notice not in GOOD else say("Kész", "Done")),
        ),
        element("p", say.of(NOTICES[notice])),
        element("p", detail, class_="soft") if detail else None,
        class_="notice good" if notice in GOOD else "notice",
        role="status",
    )


def _form(address: str, *buttons: Markup) -> Markup:
    return element("form", *buttons, method="post", action=address, class_="actions")


def _button(label: str, *, value: str = "", secondary: bool = False) -> Markup:
    return element(
        "button",
        label,
        type="submit",
        name="szint" if value else None,
        value=value or None,
        class_="secondary" if secondary else None,
    )
