# SPDX-License-Identifier: EUPL-1.2
"""Words of the desk: what documents, reasons and flaws of input are called."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.documents import AddressCardReason, Category, DocumentKind
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.matching import Degree
from ugyfelkapu.domain.mrz import UnreadableZone

CATEGORIES: Final = (
    (Category.HUN.value, _("Hungarian")),
    (Category.EEA.value, _("EEA state")),
    (Category.OTHER.value, _("other state")),
)
DOCUMENTS: Final = (
    (DocumentKind.ID_CARD.value, _("Identity card")),
    (DocumentKind.PASSPORT.value, _("Passport")),
    (DocumentKind.DRIVING_LICENCE.value, _("Driving licence (card)")),
)
DOCUMENT_NAMES: Final = MappingProxyType(dict(DOCUMENTS))
ADDRESS_CARD: Final = (("yes", _("yes")), ("na", _("does not apply")))
ADDRESS_CARD_REASONS: Final = (
    ("", _("Choose a reason")),
    (AddressCardReason.ALIENS_REGISTER.value, _("is in the aliens register")),
    (AddressCardReason.LIVES_ABROAD.value, _("lives abroad")),
    (AddressCardReason.IN_NO_REGISTER.value, _("is in no Hungarian register")),
)
LANGUAGES: Final = (("hu", "magyar"), ("en", "English"))
REFUSAL_REASONS: Final = (
    ("unspecified", _("no reason given")),
    ("withdrawn", _("the client changed their mind")),
    ("other_person", _("not the person of the document")),
    ("document", _("the document does not count")),
    ("address_card", _("no address card")),
    ("no_consent", _("no consent")),
    ("register", _("the register's answer forbids it")),
)
STATES: Final = MappingProxyType(
    {
        State.TEMPORARY: _("temporary"),
        State.PENDING_ACTIVATION: _("waits for activation"),
        State.ACTIVE: _("full"),
        State.SUSPENDED: _("suspended"),
    }
)
STATE_COLOURS: Final = MappingProxyType(
    {
        State.TEMPORARY: "yellow",
        State.PENDING_ACTIVATION: "yellow",
        State.ACTIVE: "green",
        State.SUSPENDED: "red",
    }
)
SUSPENSIONS: Final = MappingProxyType(
    {
        "compromise": _("somebody else may know the password"),
        "wrong_address": _("the e-mail address is wrong"),
        "owner": _("its owner locked it"),
        "address_disowned": _("its owner locked it: its new e-mail address is a stranger's"),
    }
)
DESK_SUSPENSIONS: Final = ("compromise", "wrong_address")
"""What a clerk may choose; owners lock their own gates themselves."""

FLAWS: Final = MappingProxyType(
    {
        ("document_number", "empty"): _("Type the document's number, or read the document in."),
        ("document_number", "format"): _("This is not a number of such a document. Look at it again."),
        ("document_number", "booklet"): _(
            "Identity booklets no longer count. Ask for an identity card, a passport or a card licence."
        ),
        ("document_number", "paper_licence"): _(
            "Paper licences do not count. Ask for an identity card, a passport or a card licence."
        ),
        ("document", "kind"): _(
            "This document does not count for this citizenship. Ask for one that does: Hungarians show an"
            " identity card, passport or card licence, EEA citizens an identity card or passport, others"
            " a passport."
        ),
        ("address_card_number", "empty"): _("Type the number of the address card."),
        ("address_card_number", "format"): _(
            "An address card has six digits and two letters, such as 000006ZZ. Look at it again."
        ),
        ("email", "empty"): _("Type the e-mail address."),
        ("email", "missing_at"): _("The @ sign is missing from the e-mail address."),
        ("email", "several_at"): _("There is more than one @ sign in the e-mail address."),
        ("email", "spaces"): _("There is a space in the e-mail address."),
        ("email", "missing_local"): _("The part before the @ sign is missing."),
        ("email", "local"): _("The part before the @ sign cannot be right."),
        ("email", "missing_domain"): _("The part after the @ sign is missing."),
        ("email", "domain"): _("The part after the @ sign cannot be right."),
        ("email", "too_long"): _("The e-mail address is too long."),
        ("email_again", "empty"): _("Type the e-mail address again."),
        ("email_again", "differs"): _("The two e-mail addresses differ. Ask the client to spell it."),
        ("username", "empty"): _("Type the username that the client chose."),
        ("username", "too_short"): _("The username is too short. It has at least 4 characters."),
        ("username", "too_long"): _("The username is too long. It has at most 64 characters."),
        ("username", "characters"): _("A username may hold letters, digits, dots and underscores only."),
        ("username", "too_uniform"): _("A username has at least 3 different characters."),
        ("username", "said"): _(
            "Type the username and the e-mail address again: they do not both belong to this form."
        ),
        ("username", "taken"): _("This username is taken. Choose another."),
        ("reference", "empty"): _("Scan or type the reference of the temporary gate."),
        ("reference", "mistyped"): _(
            "There is a typing mistake in the reference. Compare it with the slip: eight letters and digits."
        ),
        ("reference", "unknown"): _("No temporary gate has this reference. Look at it again."),
        ("category", "empty"): _("Choose the citizenship."),
        ("document", "empty"): _("Choose the document."),
        ("address_card", "empty"): _("Choose whether the client showed an address card."),
        ("address_card_reason", "empty"): _("Choose why the address card does not apply."),
        ("same_person", "empty"): _("Compare the client with the data that stand here, and confirm it."),
        ("same_person", "unidentified"): _("Identify the client by their document, and confirm it."),
        ("wish", "empty"): _("Tick it once the client has said so, or leave the gate as it is."),
        ("consent", "empty"): _("Without consent there is no gate. Tick it, or refuse the registration."),
        ("family_name", "empty"): _("Type the family name as the document has it."),
        ("family_name", "differs"): _("The name does not agree with the document's zone. Spell it again."),
        ("birth_place", "empty"): _("Type the place of birth."),
        ("mother_family_name", "empty"): _("Type the mother's birth name."),
        ("name_part", "empty"): _("Type the name."),
        ("name_part", "too_long"): _("The name is too long. It has at most 150 characters."),
        ("name_part", "characters"): _("A name holds letters, spaces, hyphens, dots and apostrophes only."),
        ("mrz", "empty"): _(
            "Read the document in with the reader: without its zone nobody can be admitted by it."
        ),
        ("address_card", "foreign"): _(
            "No register knows this person, so they have no address card. Choose that it does not apply."
        ),
        ("name", "empty"): _("Type at least one name part, or a username."),
    }
)
"""What is wrong with a field and what a good answer is; by field and reason."""


DEGREES: Final = MappingProxyType(
    {
        Degree.CASE: _("upper or lower case"),
        Degree.ACCENTS: _("accents"),
        Degree.SPACING: _("spaces or hyphens"),
        Degree.ONE_LETTER: _("one letter"),
        Degree.DIFFERENT: _("something else altogether"),
    }
)
"""How the form and the register differ in a line (D5)."""
NOT_AS_THE_DOCUMENT: Final = _("not as the document has it")

ZONE_FLAWS: Final = MappingProxyType(
    {
        "wrong_length": _(
            "The document was not read in whole: a card has 90 characters, a passport 88. Read it again."
        ),
        "characters": _("The reader typed a character that no document has. Read it again."),
        "unknown_document": _("This is not an identity card or a passport. Ask for one that is."),
        "date": _("The document's zone holds a date that does not exist. Read it again."),
        "number": _("The document number does not agree with its check digit. Read the document again."),
        "birth_date": _("The date of birth does not agree with its check digit. Read the document again."),
        "valid_until": _("The date of expiry does not agree with its check digit. Read the document again."),
        "optional": _("The optional data do not agree with their check digit. Read the document again."),
        "composite": _("The last check digit does not agree with the whole. Read the document again."),
    }
)


def zone_flaw(refusal: UnreadableZone) -> str:
    """Return the message for a machine-readable zone that cannot be read."""
    reason = str(refusal.data["reason"])
    return str(ZONE_FLAWS[str(refusal.data["field"]) if reason == "check_digit" else reason])


def flaw(field: str, reason: object) -> str:
    """Return the message for a flaw of a field."""
    return str(FLAWS[(field, str(reason))])
