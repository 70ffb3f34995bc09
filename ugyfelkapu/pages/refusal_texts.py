# SPDX-License-Identifier: EUPL-1.2
"""The one table that says every refusal to people: what happened, why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from .catalogue_refusals import CATALOGUE_REFUSALS
from .enrolment_refusals import ENROLMENT_REFUSALS
from .federation_refusals import FEDERATION_REFUSALS
from .owner_refusals import OWNER_REFUSALS
from .refusal_words import (
    ANOTHER_DOCUMENT,
    COME_TO_THE_OFFICE,
    CORRECT_THE_REGISTER,
    DeskText,
    RefusalText,
)

REFUSAL_TEXTS: Final[Mapping[str, RefusalText]] = MappingProxyType(
    {
        **CATALOGUE_REFUSALS,
        **OWNER_REFUSALS,
        **FEDERATION_REFUSALS,
        **ENROLMENT_REFUSALS,
        "refused": RefusalText(
            _("This cannot be done now"),
            _("A rule of the client gate does not allow this step."),
            COME_TO_THE_OFFICE,
        ),
        "not_allowed": RefusalText(
            _("This cannot be done now"),
            _("Your gate is in a state that does not allow this step. It may have changed in the meantime."),
            _("Sign in again and look at your gate, or come to any document office."),
            DeskText(
                _("The gate's present state does not allow this step. It may have changed in the meantime."),
                _("Search for the gate again, and look at its state."),
            ),
        ),
        "forbidden": RefusalText(
            _("You may not do this"),
            _("This step belongs to somebody else."),
            _("Sign in as the person whom it concerns, or go back to the start page."),
            DeskText(_("Your role has no right to this step."), _("Ask a colleague whose role allows it.")),
            {"second_factor": _("Signing in at the desk needs a second step, and none is set up.")},
        ),
        "unknown": RefusalText(
            _("There is no such page"),
            _("What you looked for is not here, or is not yours to see."),
            _("Check the address, or start from the start page."),
            DeskText(
                _("There is no such thing, or your office may not see it."),
                _("Check the reference number, and search again."),
            ),
        ),
        "own_record": RefusalText(
            _("This is your own record"),
            _("A staff member may not act on their own record."),
            _("Ask a colleague to serve you."),
        ),
        "username_taken": RefusalText(
            _("This username is taken"),
            _("Somebody has this username already, or one that looks just like it."),
            _("Go back and choose another."),
            DeskText(
                _("Somebody has this username already, or one that looks just like it."),
                _("Ask the client to choose another."),
            ),
        ),
        "invalid_username": RefusalText(
            _("This cannot be a username"),
            _("A username has 4 to 64 letters, digits, dots and underscores, at least 3 of them different."),
            _("Go back and choose another."),
        ),
        "invalid_email": RefusalText(
            _("This cannot be an e-mail address"),
            _("Something is missing from the e-mail address, or does not belong there."),
            _("Go back and type it again, for example name@example.com."),
        ),
        "invalid_name": RefusalText(
            _("This cannot be a name"),
            _("A name is missing, is too long, or holds a character that no name has."),
            _("Go back and type it as it stands in your document."),
        ),
        "invalid_number": RefusalText(
            _("This cannot be the number of that document"),
            _("The number is not written as the numbers of such documents are."),
            _("Go back and type it as it stands in the document."),
            reasons={
                "booklet": _("Identity booklets no longer count."),
                "paper_licence": _("Paper driving licences do not count, only those in card format."),
                "kind": _("This document does not count for this citizenship."),
            },
        ),
        "unreadable_zone": RefusalText(
            _("The document could not be read"),
            _("The lines read from the document are not whole, or do not agree with their check digits."),
            _("Read the document again, or type the number."),
        ),
        "mistyped_code": RefusalText(
            _("The code has a typing mistake"),
            _("The code's last character does not agree with the others. This try does not count."),
            _("Type the code again as it stands in the letter."),
        ),
        "mistyped_reference": RefusalText(
            _("This cannot be a reference number"),
            _("A reference number has eight letters and digits, and its last one checks the others."),
            _("Type it again as it stands on the paper or on the screen."),
        ),
        "invalid_identifier": RefusalText(
            _("This cannot be a personal identifier"),
            _("A personal identifier has eleven digits, and its last one checks the others."),
            _("Type it again as it stands on the back of the address card."),
        ),
        "has_gate": RefusalText(
            _("You have a client gate already"),
            _("One person has one full client gate."),
            _("Sign in. If you do not remember your password, ask for a new one."),
            DeskText(
                _("This person already has a living full gate."),
                _("Do not register again: help the client to get back into the gate that they have."),
            ),
        ),
        "not_in_register": RefusalText(
            _("The register does not know this document"),
            _("No register has a person with this document."),
            COME_TO_THE_OFFICE,
            DeskText(
                _("No register has a person with this document. Nothing was recorded."),
                _("Check the number, or ask for another valid document."),
            ),
        ),
        "several_in_register": RefusalText(
            _("The register's answer is not clear"),
            _("The register answered with more than one person."),
            COME_TO_THE_OFFICE,
            DeskText(_("The register answered with more than one person."), CORRECT_THE_REGISTER),
        ),
        "document_not_valid": RefusalText(
            _("This document does not count"),
            _("The document is not valid, or does not count for this citizenship."),
            _("Bring another valid document."),
            DeskText(
                _("The document is not valid, or does not count for this citizenship."), ANOTHER_DOCUMENT
            ),
            {
                "expired": _("This document has expired."),
                "lost": _("This document was reported lost."),
                "withdrawn": _("This document was withdrawn."),
                "not_listed": _("The register does not list this document."),
                "kind": _("A document of this kind does not count for this citizenship."),
                "other_category": _("The register has another citizenship for this person."),
            },
        ),
        "address_card_missing": RefusalText(
            _("The address card is needed too"),
            _("People of the population register show their address card."),
            _("Bring your valid address card."),
            DeskText(
                _("This person is in the population register, so they must show a valid address card."),
                _(
                    "Nothing was recorded. Look at the card's number again. If it is right, ask the client to"
                    " come back with a valid address card."
                ),
            ),
            {
                "expired": _("The address card has expired."),
                "lost": _("The address card was reported lost."),
                "withdrawn": _("The address card was withdrawn."),
                "not_listed": _("The register does not list this address card for this person."),
            },
        ),
        "too_young": RefusalText(
            _("A client gate can be opened from the age of 14"),
            _("On the day of registering, a person must be 14 years old."),
            _("Come back after the fourteenth birthday. Until then the parents can act for the child."),
        ),
        "under_guardianship": RefusalText(
            _("The guardian acts here"),
            _("The register marks this person as under guardianship."),
            _("The guardian can act for this person. If the register is wrong, have it corrected first."),
        ),
        "deceased": RefusalText(
            _("The register marks this person as deceased"),
            _("No client gate can be opened for a person whom the register marks as deceased."),
            _("If the register is wrong, have it corrected first at any document office."),
        ),
        "register_changed": RefusalText(
            _("The register's answer has changed"),
            _("The register answers differently than a moment ago."),
            _("Start again with a new look-up."),
            DeskText(
                _("The register's answer is not the one that you compared with the client."),
                _("Nothing was recorded. Look the document up again, and compare again."),
            ),
        ),
        "register_silent": RefusalText(
            _("The register does not answer"),
            _("The register with which we check the data does not answer now."),
            _("Try again in a few minutes."),
            DeskText(
                _("The register does not answer. Nothing was recorded."),
                _("Try again; you can go on from where you were."),
            ),
        ),
        "different_person": RefusalText(
            _("This document belongs to somebody else"),
            _("The document and the gate belong to different people."),
            COME_TO_THE_OFFICE,
            DeskText(
                _("The person of the document is not the owner of this gate. Nothing was changed."),
                _("Ask for the document of this gate's owner, or search for the gate of this client."),
            ),
        ),
        "identity_differs": RefusalText(
            _("The data differ"),
            _("The document and the register do not say the same."),
            _("Have the register corrected first at any document office."),
            DeskText(_("The document and the register's answer differ."), CORRECT_THE_REGISTER),
        ),
        "form_differs": RefusalText(
            _("The form and the register differ"),
            _("The form of the temporary gate does not say what the register says."),
            COME_TO_THE_OFFICE,
            DeskText(
                _("The form and the register's answer differ by more than the register may correct."),
                _(
                    "The temporary gate stays until its last day. If the form is wrong, register the client"
                    " anew. If the register is wrong, they have it corrected first."
                ),
            ),
        ),
        "unknown_reference": RefusalText(
            _("No temporary gate has this reference"),
            _("The gate has ended, or it was finalised already."),
            _("You can open a new temporary gate any time, or come to any document office."),
            DeskText(
                _("No temporary gate has this reference (any more): it has ended, or was finalised already."),
                _("Compare the reference with the slip. If it is right, register the client anew."),
            ),
        ),
        "said_differs": RefusalText(
            _("Username and e-mail address do not belong to this reference"),
            _("One of the two, or both, are not those of the form."),
            _("Come back when you know both: they are those that you gave in the form."),
            DeskText(
                _("What the client says does not belong to this form. Which of the two differs is not told."),
                _(
                    "Ask for both again, letter by letter. Whoever does not know them did not send this form:"
                    " register the client anew."
                ),
            ),
        ),
        "needs_second_approval": RefusalText(
            _("Somebody else must approve this"),
            _("A registration from the document alone needs two staff members of the office."),
            _("Ask a colleague of your office to approve it. You cannot approve your own."),
        ),
        "approval_lapsed": RefusalText(
            _("This request is no longer open"),
            _("It was decided already, or it is older than a day."),
            _("Look at the list again. If nobody decided, start the registration again."),
        ),
        "password_refused": RefusalText(
            _("Choose another password"),
            _("This password does not keep your gate safe."),
            _("Go back and choose another: at least 10 characters, several words are best."),
            reasons={
                "too_short": _("The password has fewer than 10 characters."),
                "too_long": _("The password has more than 256 characters."),
                "common": _("This password is easy to guess."),
                "personal": _("This password is made of your own data, so it is easy to guess."),
            },
        ),
        "throttled": RefusalText(
            _("Too many attempts"),
            _("Too many attempts came for this username or from this network."),
            _("Wait, and try again at %(time)s."),
            reasons={
                "letters": _(
                    "Three letters a day are sent to a new e-mail address, and three for a gate: today's are"
                    " spent."
                )
            },
        ),
        "quota_reached": RefusalText(
            _("You have looked up as many records as an hour allows"),
            _("Look-ups are counted to keep people's data safe."),
            _("Wait, and try again at %(time)s."),
        ),
        "busy": RefusalText(
            _("The service is very busy"),
            _("More people are using the client gate than it can serve at once."),
            _("Try again in a minute."),
        ),
        "signer_silent": RefusalText(
            _("Services cannot be reached at the moment"),
            _("The client gate cannot sign what it tells a service about you."),
            _("Try again in a few minutes. Your gate itself works."),
        ),
        "staff_name_taken": RefusalText(
            _("This sign-in name is taken"),
            _("Another staff member has it."),
            _("Choose another."),
        ),
        "service_name_taken": RefusalText(
            _("This service is connected already"),
            _("The owner has another connected service of this name."),
            _("Change that one, or choose another name."),
        ),
        "service_unnamed": RefusalText(
            _("The service needs a name and an owner"),
            _("People decide by these whether to sign in to it."),
            _("Go back and write both in Hungarian."),
        ),
        "address_taken": RefusalText(
            _("This e-mail address belongs to another gate"),
            _("Since you registered, the owner of another gate has proved that this address is theirs."),
            _("Come to any document office with your documents, and give another e-mail address."),
            DeskText(
                _("The owner of another gate has proved that this address is theirs."),
                _("Ask the client for another address."),
            ),
        ),
        "lease_lost": RefusalText(
            _("This letter is already on its way"),
            _("Another worker took the letter over, or its gate was erased."),
            _("Look at the list of letters again."),
        ),
        "letter_wiped": RefusalText(
            _("This letter cannot be sent again"),
            _("The letter held a code, so nothing of it was kept."),
            _("The person can ask for a new code."),
        ),
        "import_refused": RefusalText(
            _("Nothing was imported"),
            _("The file has faulty lines."),
            _("Correct the lines and import the file again."),
        ),
        "trust_not_updated": RefusalText(
            _("The trusted lists were not brought up to date"),
            _("The lists that were offered are not genuine, are older than ours, or could not be had."),
            _("What was believed before is believed on until it grows old. The journal says what is wrong."),
        ),
        "trust_source_missing": RefusalText(
            _("Nobody said where trusted lists come from"),
            _("The setting UGYFELKAPU_TRUST_SOURCE is empty."),
            _("Set it to the network or to a folder, or name a source at the command line."),
        ),
    }
)
