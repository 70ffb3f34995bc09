# SPDX-License-Identifier: EUPL-1.2
"""``staff add|disable``: take somebody on, or take every right from them at once."""

import secrets
from argparse import ArgumentParser
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError

from ugyfelkapu.access import authenticator
from ugyfelkapu.accounts import keys
from ugyfelkapu.domain.documents import Category, DocumentKind, InvalidNumber, parse_number
from ugyfelkapu.domain.errors import StaffNameTaken, Unknown
from ugyfelkapu.domain.ports import DocumentQuestion, RegisterUnavailable
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import now
from ugyfelkapu.registers.services import register
from ugyfelkapu.staff.rights import Right, Role, may
from ugyfelkapu.staff.services import Invitation, disable, invite
from ugyfelkapu.vault.hashing import hash_password

PASSWORD_BYTES = 12


class Command(BaseCommand):
    """Keep the staff."""

    help = "Add a staff member or disable one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``add USERNAME …`` and ``disable USERNAME``."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="add a staff member; their first password is printed once")
        add.add_argument("username")
        add.add_argument("--name", required=True, help="as the desk's header shows it")
        add.add_argument("--role", required=True, choices=[*Role])
        add.add_argument("--office", required=True, help="code of their office")
        add.add_argument(
            "--identity-card",
            default="",
            help="number of their own card, required at the desk: they can never act on this record",
        )
        verbs.add_parser("disable", help="take every right away at once").add_argument("username")

    def handle(self, *args: object, **options: str) -> None:
        """Do it."""
        at = now()
        try:
            if options["verb"] == "disable":
                disable(options["username"], by=COMMAND_LINE, at=at)
                self.stdout.write(f"{options['username']} may do nothing any more")
                return
            password = self._add(options, at=at)
        except Unknown as refusal:
            raise CommandError(f"there is no {' '.join(map(str, refusal.data.values()))}") from refusal
        except StaffNameTaken as refusal:
            raise CommandError(f"{options['username']} is taken") from refusal
        self.stdout.write(f"{options['username']} may sign in with the password {password}")

    def _add(self, options: dict[str, str], *, at: datetime) -> str:
        if may(options["role"], Right.REGISTER) and not options["identity_card"]:
            raise CommandError(f"a {options['role']} needs --identity-card", returncode=2)
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        invitation = Invitation(
            username=options["username"],
            display_name=options["name"],
            role=Role(options["role"]),
            office=options["office"],
            password_hash=hash_password(password),
            person_key=_own_key(options["identity_card"], at=at) if options["identity_card"] else None,
            totp_secret=authenticator.new_secret(),
        )
        invite(invitation, by=COMMAND_LINE, at=at)
        address = authenticator.address(invitation.totp_secret, invitation.username)
        self.stdout.write(f"authenticator: {address}")
        return password


def _own_key(number: str, *, at: datetime) -> bytes:
    try:
        parsed = parse_number(DocumentKind.ID_CARD, Category.HUN, number)
        people = (
            register().who_has_document(DocumentQuestion(DocumentKind.ID_CARD, "HUN", parsed), at=at).people
        )
    except InvalidNumber as refusal:
        raise CommandError(f"{number} is no identity card number") from refusal
    except RegisterUnavailable as error:
        raise CommandError("the register does not answer; try again") from error
    if len(people) != 1:
        raise CommandError("the register knows nobody by this card")
    return keys.person_key(people[0])
