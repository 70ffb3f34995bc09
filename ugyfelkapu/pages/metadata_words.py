# SPDX-License-Identifier: EUPL-1.2
"""Words for what is wrong with something that a service registers, one sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.catalogue_errors import MetadataRefused
from ugyfelkapu.federation.oidc.protocol.redirects import RedirectFault
from ugyfelkapu.federation.reasons import Reason

WORDS: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        Reason.UNKNOWN: _("Nobody here knows a value of this name. Leave it out."),
        Reason.SHAPE: _("This is of another form than the standard has it: a text, a list or an object."),
        Reason.REQUIRED: _("This is missing. Give it."),
        Reason.CHARACTERS: _("This is too long, or holds characters that do not belong there."),
        Reason.TOO_MANY: _("There are too many of these. Give twenty at the most."),
        Reason.TWICE: _("This stands twice: %(value)s"),
        Reason.NOT_OFFERED: _("This profile does not take it: %(value)s. It takes: %(offered)s"),
        Reason.NOT_FOR_PROFILE: _("A service that signs nobody in registers nothing of this kind."),
        Reason.NOT_FOR_METHOD: _("This belongs to a service that proves who it is by its keys."),
        Reason.PROFILE_DECIDES: _("The profile decides this, and decides otherwise. Leave it out."),
        Reason.PRIVATE: _("Only public hosts are asked, and those that this installation allows: %(value)s"),
        Reason.SEVERAL_HOSTS: _(
            "The redirect addresses have several hosts. Publish a file that lists them, and give its address."
        ),
        Reason.UNLISTED: _("The file does not list this redirect address: %(value)s"),
        Reason.UNREACHABLE: _("The file could not be read: %(value)s"),
        Reason.JSON: _("This is not JSON."),
        Reason.KEYS_TWICE: _("Give the keys themselves or their address, not both."),
        Reason.KEYS_MISSING: _("Keys, or their address, are needed for this: %(value)s"),
        Reason.KEYS_UNUSABLE: _("These keys cannot be used: %(value)s"),
        Reason.KEYS_UNFIT: _("None of the keys fits this: %(value)s. It must be for one of: %(offered)s"),
        Reason.TEMPORARY: _("Temporary gates reach no level, so they can use no service that asks for one."),
        RedirectFault.LENGTH: _("The address is empty or too long."),
        RedirectFault.WILDCARD: _(
            "An address stands for itself alone, so no asterisk may stand in it: %(value)s"
        ),
        RedirectFault.ENCODING: _("A percent sign of the address is not well used: %(value)s"),
        RedirectFault.RELATIVE: _("The address must be whole, with its scheme and host: %(value)s"),
        RedirectFault.SCHEME: _("The address must begin with https, or an app's own scheme: %(value)s"),
        RedirectFault.INSECURE: _("The address must begin with https: %(value)s"),
        RedirectFault.FRAGMENT: _("The address may have no part after a hash sign: %(value)s"),
        RedirectFault.USERINFO: _("No user name may stand in the address: %(value)s"),
        RedirectFault.HOST: _("The host of the address must be a full name in small letters: %(value)s"),
        RedirectFault.PORT: _("The port of the address is none: %(value)s"),
        RedirectFault.DOTS: _("The path of the address may not go up and down: %(value)s"),
        RedirectFault.LOOPBACK: _("Only apps return to the same machine: %(value)s"),
        RedirectFault.RESERVED: _("The query of the address holds a name that the answer adds: %(value)s"),
        RedirectFault.AUTHORITY: _("An app's own scheme has one slash and no host: %(value)s"),
    }
)
"""By reason; texts may name what was given and what is offered."""
OF_ADDRESSES: Final = _("The address holds characters that no address has: %(value)s")


def in_words(refusal: MetadataRefused) -> str:
    """Return one sentence that says what is wrong with a value."""
    reason = refusal.data["reason"]
    said = {name: refusal.data.get(name, "") for name in ("value", "offered")}
    if reason is RedirectFault.CHARACTERS:
        return str(OF_ADDRESSES) % said
    return str(WORDS[str(reason)]) % said
