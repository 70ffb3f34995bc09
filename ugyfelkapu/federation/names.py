# SPDX-License-Identifier: EUPL-1.2
"""What services are called, for those who hold their numbers alone."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from .models import Service
from .queries import ENGLISH


def service_names(service_ids: Iterable[UUID], *, language: str) -> dict[UUID, str]:
    """Return the names of services in a language, the disabled ones too; none of those that are gone."""
    rows = Service.objects.filter(id__in=set(service_ids)).values_list("id", "name", "name_en")
    return {id_: (english if language == ENGLISH else "") or name for id_, name, english in rows}
