# SPDX-License-Identifier: EUPL-1.2
"""What happens to forms that are signed electronically, as the journal holds it: hashes, never content."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationMade(Event):
    """Somebody filled in the form and received the declaration to sign; ``subject`` is the declaration."""

    consent_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFormSent(Event):
    """A signed form came in and waits to be looked at; ``subject`` is the declaration."""

    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFormPutOff(Event):
    """What says whether the certificate still stands could not be had; it is tried again for a day."""

    document: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFormRefused(Event):
    """A signed form opens no gate; it was erased at once. ``subject`` is the declaration."""

    document: str
    reason: str
    finding: str
    snapshot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerEstablished(Event):
    """It was established who signed the declaration that is the ``subject``, and on what basis."""

    document: str
    report: str
    snapshot: str
    level: str
    basis: str
    register: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredBySignature(Event):
    """A full gate was opened with an electronic signature, at once active."""

    declaration: str
    document: str
    report: str
    snapshot: str
    level: str
    basis: str
    register: str
    person: str
    consent_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetBySignature(Event):
    """The owner of a gate signed a form and set a new password; the known address was told."""

    declaration: str
    document: str
    report: str
    snapshot: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryGateGivenUp(Event):
    """A temporary gate ended because its owner, signed in to it, opened a full one by signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationsForgotten(Event):
    """Declarations whose day was over were erased, signed or not."""

    number: int
