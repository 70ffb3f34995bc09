# SPDX-License-Identifier: EUPL-1.2
"""Why a signed form opens no gate, and what helps, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.signing import Reason

Text = str | Promise
SIGN_AGAIN: Final = _("Download the declaration again, sign it, and send it as your program saved it.")
ASK_PROVIDER: Final = _("Ask whoever gave you the certificate, or use another one.")
TEMPORARY: Final = _("Open a temporary gate, or come to a document office: there your documents are enough.")
OFFICE: Final = _("Come to any document office with your documents; it is free of charge.")


class Way(StrEnum):
    """What may help: signing once more, correcting the form, a temporary gate, or nothing from home."""

    SIGN = "sign"
    FORM = "form"
    TEMPORARY = "temporary"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Words:
    """What happened, what to do, and which way out comes first."""

    title: Text
    text: Text
    remedy: Text
    first: Way = Way.SIGN


REFUSED: Final[Mapping[Reason, Words]] = MappingProxyType(
    {
        Reason.NOT_SIGNED: Words(
            _("There is no signature in this file"),
            _("The file holds no electronic signature together with the declaration."),
            SIGN_AGAIN,
        ),
        Reason.UNREADABLE: Words(
            _("We could not read this file"),
            _("It is none of the formats that we take, or it is damaged or locked."),
            SIGN_AGAIN,
        ),
        Reason.ALTERED: Words(
            _("The file was changed after signing"),
            _("What stands in the file is not what was signed."),
            SIGN_AGAIN,
        ),
        Reason.NOT_TRUSTED: Words(
            _("The trusted lists do not vouch for this certificate"),
            _(
                "Its provider stands on no European trusted list that we know, or not for signing; so we"
                " cannot take the signature for an advanced one."
            ),
            ASK_PROVIDER,
        ),
        Reason.REVOKED: Words(
            _("The certificate was revoked"),
            _("Its provider says that it counts no more."),
            ASK_PROVIDER,
        ),
        Reason.EXPIRED: Words(
            _("The certificate is not valid now"),
            _("It has expired, or its time has not come yet."),
            ASK_PROVIDER,
        ),
        Reason.WEAK: Words(
            _("The signature is too weak"),
            _("It was made by a method that can be forged nowadays."),
            ASK_PROVIDER,
        ),
        Reason.NOT_VALID: Words(
            _("The signature is not valid"),
            _("The file does not keep to the rules of electronic signatures."),
            SIGN_AGAIN,
        ),
        Reason.OTHER_DOCUMENT: Words(
            _("This is not the declaration that you downloaded here"),
            _("Another document was signed, an earlier declaration, or something besides it."),
            SIGN_AGAIN,
        ),
        Reason.SEVERAL_SIGNERS: Words(
            _("Several people signed this file"),
            _("A client gate belongs to one person, so one signature is what we take."),
            SIGN_AGAIN,
        ),
        Reason.PSEUDONYM: Words(
            _("The certificate holds a pseudonym"),
            _("Your signature is valid, but the certificate does not say your name."),
            TEMPORARY,
        ),
        Reason.SEAL: Words(
            _("This is the seal of an organisation"),
            _("A seal says which organisation a document comes from, not which person signed it."),
            TEMPORARY,
        ),
        Reason.ORGANISATION: Words(
            _("This certificate belongs to an organisation"),
            _("You got it for your work. For your own gate, sign with a certificate of your own."),
            TEMPORARY,
        ),
        Reason.UNCLEAR: Words(
            _("The certificate does not say who you are clearly enough"),
            _("Your signature is valid, but the names in the certificate are missing or doubled."),
            TEMPORARY,
        ),
        Reason.NAME_ALONE: Words(
            _("The certificate does not say who you are clearly enough"),
            _("Your valid signature proves a name alone, which others may bear. Check what you typed, too."),
            TEMPORARY,
            Way.TEMPORARY,
        ),
        Reason.NOT_ONE_PERSON: Words(
            _("The form and the certificate do not name one person"),
            _("The data as typed and the certificate do not name one person whom the register knows."),
            _("Check what you typed against your documents; if it is right, come to a document office."),
            Way.FORM,
        ),
        Reason.COUNTRY_DIFFERS: Words(
            _("The countries differ"),
            _("No register here knows you, and the certificate names another country than your citizenship."),
            TEMPORARY,
        ),
        Reason.SEVERAL_IN_REGISTER: Words(
            _("Several people have these data"),
            _("What we know does not single you out in the register."),
            OFFICE,
            Way.NONE,
        ),
        Reason.DECEASED: Words(
            _("The register marks this person as deceased"),
            _("Nobody can open this gate."),
            OFFICE,
            Way.NONE,
        ),
        Reason.UNDER_GUARDIANSHIP: Words(
            _("A gate cannot be opened with these data"),
            _("By the register, somebody else acts for this person."),
            _("The guardian can arrange matters at any document office."),
            Way.NONE,
        ),
        Reason.TOO_YOUNG: Words(
            _("A gate can be opened from the age of 14"),
            _("By the register this person is younger."),
            _("Until then the parents can act for the child."),
            Way.NONE,
        ),
        Reason.NO_EVIDENCE: Words(
            _("We could not learn whether your certificate still counts"),
            _("We tried for a day. Its provider, the trusted lists or the register did not answer."),
            _("Try again later, or open a temporary gate."),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Program:
    """A program that signs: what it is called, and what to choose in it."""

    name: str
    text: Text


PROGRAMS: Final = (
    Program(
        "e-Szignó",
        _("Open the PDF, choose “PDF aláírás” or “e-akta” (.es3), and your certificate or card."),
    ),
    Program(
        "eSzemélyi",
        _("With the eID card and a card reader: sign the PDF by its own program, with the signing PIN."),
    ),
    Program(
        "DÁP",
        _("If the application on your telephone offers to sign documents for you, sign the PDF in it."),
    ),
    Program(
        "NETLOCK SIGN, Keszt",
        _("Open the PDF, sign it as PDF (PAdES) or as a container (ASiC-E)."),
    ),
    Program(
        "Adobe Acrobat Reader",
        _("Tools, “Use a certificate”, “Digitally sign”: keep the picture of the signature small."),
    ),
    Program("DigiDoc4", _("Put the PDF or the XML into a container alone, and sign it (.asice).")),
    Program(
        "DSS, Autogram, D.Signer",
        _("Sign the PDF as PAdES, or the XML as XAdES or in an ASiC-E container."),
    ),
)
