# SPDX-License-Identifier: EUPL-1.2
"""Words for what connected services receive about a person."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from django.utils.translation import pgettext_lazy

from ugyfelkapu.domain.disclosure import Datum

DATA: Final = MappingProxyType(
    {
        Datum.CONNECTION_CODE: pgettext_lazy("received", "connection code"),
        Datum.EMAIL: pgettext_lazy("received", "e-mail address"),
        Datum.NAME: pgettext_lazy("received", "name"),
        Datum.BIRTH_NAME: pgettext_lazy("received", "birth name"),
        Datum.PLACE_AND_DATE_OF_BIRTH: pgettext_lazy("received", "place and date of birth"),
        Datum.MOTHER_NAME: pgettext_lazy("received", "mother's name"),
        Datum.CITIZENSHIP: pgettext_lazy("received", "citizenship"),
    }
)


def data_in_words(received: Iterable[Datum]) -> str:
    """List what a service receives: „kapcsolati kód, e-mail-cím”."""
    return ", ".join(str(DATA[datum]) for datum in received)
