# SPDX-License-Identifier: EUPL-1.2
"""Why the desk says no, from the one table of refusals: the clerk's cause and the client's remedy."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.domain.documents import Category
from ugyfelkapu.domain.errors import IdentityDiffers, Kind, NotFound, Refusal, RegisterChanged
from ugyfelkapu.domain.matching import Field
from ugyfelkapu.pages.refusals import STATUSES, Explanation, explain

UNPROCESSABLE: Final = 422
_ON_A_PAGE_OF_THEIR_OWN: Final = frozenset({"forbidden", "unknown", "busy", "throttled"})
_FIELDS: Final = MappingProxyType(
    {
        Field.CURRENT_NAME: _("the name"),
        Field.BIRTH_NAME: _("the birth name"),
        Field.BIRTH_PLACE: _("the place of birth"),
        Field.BIRTH_DATE: _("the date of birth"),
        Field.MOTHER_BIRTH_NAME: _("the mother's name"),
        Field.CITIZENSHIP: _("the citizenship"),
    }
)


def cause_of(refusal: Refusal, category: Category | None = None, *, admissible: bool = False) -> Explanation:
    """Return a refusal in words for the clerk, with what the desk knows better than the table."""
    words = explain(refusal, at_desk=True)
    if isinstance(refusal, IdentityDiffers):
        return Explanation(words.title, _what_differs(refusal.data["fields"]), words.remedy)
    if isinstance(refusal, NotFound) and admissible:
        remedy = gettext("Fill in the fields below: a colleague can confirm the client by the document.")
        return Explanation(words.title, words.cause, remedy)
    if isinstance(refusal, NotFound) and category not in (None, Category.HUN):
        remedy = gettext(
            "Check the number. If it is right, read the document in:"
            " a colleague can confirm the client by it."
        )
        return Explanation(words.title, words.cause, remedy)
    return words


def status_of(refusal: Refusal) -> int:
    """Return the status of a screen with this refusal on it."""
    if isinstance(refusal, RegisterChanged):
        return UNPROCESSABLE
    return STATUSES[refusal.kind]


def explained_here(refusal: Refusal) -> Refusal:
    """Return a refusal that the desk's screens explain; any other goes on to the common page."""
    if refusal.code in _ON_A_PAGE_OF_THEIR_OWN or refusal.kind is Kind.UNKNOWN:
        raise refusal
    return refusal


def _what_differs(fields: object) -> str:
    names = ", ".join(str(_FIELDS[Field(field)]) for field in fields) if isinstance(fields, Iterable) else ""
    return gettext("It differs: %(fields)s. Nothing was recorded.") % {"fields": names}
