# SPDX-License-Identifier: EUPL-1.2
"""Asking certificate providers who holds a certificate (back-identification), as
``providers.openapi.yaml`` describes it; without an address nobody is asked.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from ugyfelkapu.domain.person import Name
from ugyfelkapu.domain.ports import (
    Confirmation,
    HolderQuestion,
    ProviderUnavailable,
    RegisterUnavailable,
)

from .answers import MalformedAnswer
from .client import HttpRegisters

HOLDER: Final = "/v1/certificate-holder"
_WORDS: Final = {"yes": Confirmation.YES, "no": Confirmation.NO, "unknown": Confirmation.NOT_ASKED}


class NoProviders:
    """Nobody to ask."""

    def is_holder(self, question: HolderQuestion, *, at: datetime) -> Confirmation:
        """Say that nobody was asked."""
        return Confirmation.NOT_ASKED


class HttpProviders:
    """The providers behind one address; asked by the same careful client as the registers."""

    def __init__(self, client: HttpRegisters) -> None:
        self._client = client

    def is_holder(self, question: HolderQuestion, *, at: datetime) -> Confirmation:
        """Ask whether a certificate was given to this person. Raises :class:`ProviderUnavailable`."""
        try:
            return self._client.look_up(HOLDER, _text(question), _read)
        except RegisterUnavailable as silence:
            raise ProviderUnavailable(str(silence)) from silence


def _text(question: HolderQuestion) -> bytes:
    who = question.identity
    body = {
        "certificate_sha256": question.certificate,
        "birth_name": _name(who.birth_name if who.birth_name.family else who.current_name),
        "birth_place": who.birth_place,
        "birth_date": who.birth_date.isoformat(),
        "mother_birth_name": _name(who.mother_birth_name),
    }
    return json.dumps(body).encode()


def _name(name: Name) -> dict[str, str]:
    return {"family": name.family, "given": name.given} if name.given else {"family": name.family}


def _read(body: bytes) -> Confirmation:
    """Read an answer strictly: one word, and nothing of a person."""
    try:
        answer = json.loads(body)
        if set(answer) != {"holder"}:
            raise MalformedAnswer("answer")
        return _WORDS[answer["holder"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise MalformedAnswer("answer") from None
