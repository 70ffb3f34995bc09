# SPDX-License-Identifier: EUPL-1.2
"""The shape of what a service registers; its fields have the standard's names, the rules stand elsewhere."""

from __future__ import annotations

import json
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.catalogue_errors import MetadataRefused
from ugyfelkapu.federation.oidc.jose import CONTENT_ENCRYPTIONS, KEY_ENCRYPTIONS
from ugyfelkapu.federation.oidc.strict_json import JsonError, read_object
from ugyfelkapu.federation.queries import KnownClient
from ugyfelkapu.federation.reasons import Reason
from ugyfelkapu.pages.forms import Radios
from ugyfelkapu.pages.metadata_words import in_words
from ugyfelkapu.vault.signing import ALGORITHMS

from .client_words import LEVELS, METHODS, PROFILES
from .forms import QUIET

LONGEST: Final = 20_000
RADIOS: Final = "govuk-radios--small"
LISTS: Final = ("redirect_uris", "post_logout_redirect_uris")


def _box(label: Any, hint: Any = "", *, rows: int = 1) -> forms.CharField:
    widget = forms.Textarea(attrs={**QUIET, "rows": rows}) if rows > 1 else forms.TextInput(attrs=QUIET)
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, widget=widget, required=False)


def _choice(label: Any, offered: tuple[str, ...], otherwise: Any, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=[("", otherwise), *((value, value) for value in offered)],
        required=False,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )


class ClientForm(forms.Form):
    """What a service registers as a client."""

    profile = forms.ChoiceField(
        label=_("What sort of service it is"),
        help_text=_("This decides what it must and may do; there are no other switches."),
        choices=[(profile.value, label) for profile, (label, _hint) in PROFILES.items()],
        widget=Radios(
            attrs={"class": RADIOS},
            hints={profile.value: hint for profile, (_label, hint) in PROFILES.items()},
        ),
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
    client_id = _box(_("client_id"), _("what it calls itself; empty: the gate makes one. It never changes."))
    redirect_uris = _box(_("Redirect addresses"), _("one a line, exactly as the service sends them"), rows=3)
    minimum_level = forms.ChoiceField(
        label=_("Lowest level at which people may come"),
        help_text=_(
            "Low: the data were compared with the person. Substantial: a second step too. Where none is asked"
            " for, the service may ask at each sign-in."
        ),
        choices=list(LEVELS.items()),
        required=False,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )
    token_endpoint_auth_method = forms.ChoiceField(
        label=_("How it proves who it is"),
        choices=[("", _("as is usual for its sort")), *((m.value, words) for m, words in METHODS.items())],
        required=False,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )
    jwks = _box(_("Its public keys"), _("a JWK set; never a private key"), rows=5)
    jwks_uri = _box(_("Or the address of its public keys"), _("https, on a public host"))
    post_logout_redirect_uris = _box(
        _("Where people go after signing out"), _("one a line, may be empty"), rows=2
    )
    backchannel_logout_uri = _box(
        _("Where it is told that somebody signed out"), _("its back-channel address; may be empty")
    )
    id_token_signed_response_alg = _choice(
        _("How ID tokens are signed"), ALGORITHMS, _("as is usual for its sort")
    )
    userinfo_signed_response_alg = _choice(_("How userinfo is signed"), ALGORITHMS, _("not at all: JSON"))
    request_object_signing_alg = _choice(_("How it signs its requests"), ALGORITHMS, _("as it likes"))
    token_endpoint_auth_signing_alg = _choice(
        _("How it signs what proves who it is"), ALGORITHMS, _("as it likes")
    )
    id_token_encrypted_response_alg = _choice(
        _("Encryption of ID tokens"), KEY_ENCRYPTIONS, _("not encrypted")
    )
    id_token_encrypted_response_enc = _choice(
        _("Encryption of their contents"), CONTENT_ENCRYPTIONS, _("as the standard has it")
    )
    userinfo_encrypted_response_alg = _choice(
        _("Encryption of userinfo"), KEY_ENCRYPTIONS, _("not encrypted")
    )
    userinfo_encrypted_response_enc = _choice(
        _("Encryption of its contents"), CONTENT_ENCRYPTIONS, _("as the standard has it")
    )
    sector_identifier_uri = _box(
        _("File that lists the redirect addresses"),
        _(
            "Needed where they have several hosts. Services that are registered with files of one host know"
            " people by the same code; this is settled when a service is registered."
        ),
    )
    audience = _box(
        _("Whom its access tokens are for"),
        _("Then they are signed and live for five minutes. Empty: only the gate can read them."),
    )

    def clean_jwks(self) -> dict[str, Any] | None:
        """Return the keys as JSON."""
        text = str(self.cleaned_data["jwks"])
        if not text.strip():
            return None
        try:
            return read_object(text.encode())
        except (JsonError, UnicodeError):
            raise forms.ValidationError(in_words(MetadataRefused(field="jwks", reason=Reason.JSON))) from None

    def metadata(self) -> dict[str, Any]:
        """Return what a valid form says, in the standard's names."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return {**said, **{name: said[name].split() for name in LISTS if name in said}}

    def refuse(self, refusal: MetadataRefused) -> None:
        """Show at its field what is wrong with it."""
        field = str(refusal.data["field"])
        self.add_error(field if field in self.fields else None, in_words(refusal))


class ChangedClientForm(ClientForm):
    """What a service registered, to be changed: it goes on calling itself as it did."""

    client_id = None  # type: ignore[assignment]  # Django's way to leave a field out


def known(client: KnownClient) -> dict[str, object]:
    """Return what a service registered, as the form begins with it."""
    registered = client.registration
    return {
        **registered.metadata,
        "profile": registered.profile.value,
        "redirect_uris": "\n".join(registered.redirect_uris),
        "post_logout_redirect_uris": "\n".join(registered.post_logout_redirect_uris),
        "token_endpoint_auth_method": registered.authentication.value,
        "jwks": json.dumps(registered.jwks, indent=1) if registered.jwks else "",
        "jwks_uri": registered.jwks_uri,
        "minimum_level": registered.minimum_level,
        "audience": registered.audience,
    }
