# SPDX-License-Identifier: EUPL-1.2
"""The page for developers: what went over the wire, as it was."""

from __future__ import annotations

import json
from typing import Any  # what is shown is open JSON

from .frame import Frame, page
from .markup import Markup, element
from .tokens import claims_of, header_of
from .visitors import SignedIn


def raw(frame: Frame, signed_in: SignedIn) -> str:
    """Return the page with the raw tokens."""
    say, tokens = frame.say, signed_in.tokens
    title = say("A nyers tokenek", "The raw tokens")
    warning = say(
        "Egy igazi szolgáltatás ezeket soha nem mutatja meg senkinek: aki ismeri, az Ön nevében kérdezhet.",
        "A real service never shows these to anybody: whoever knows them may ask in your name.",
    )
    return page(
        frame,
        title,
        element("p", element("a", say("Vissza", "Back"), href="/")),
        element("h1", title),
        element("p", warning, class_="lead"),
        _shown(
            say("A kérés, amellyel a kapuhoz küldtük", "The request with which we sent you to the gate"),
            signed_in.request,
        ),
        _shown(say("A kapu válasza a kódra", "What the gate answered to the code"), _json(tokens.answer)),
        _shown(say("Az ID-token fejléce", "The header of the ID token"), _json(header_of(tokens.id_token))),
        _shown(
            say("Az ID-token tartalma", "The contents of the ID token"), _json(claims_of(tokens.id_token))
        ),
        _shown(say("A userinfo válasza", "The answer of userinfo"), _json(signed_in.userinfo)),
    )


def _shown(title: str, text: str) -> Markup:
    return element("section", element("h2", title), element("pre", element("code", text)), class_="sheet")


def _json(told: Any) -> str:
    return json.dumps(told, indent=2, ensure_ascii=False)
