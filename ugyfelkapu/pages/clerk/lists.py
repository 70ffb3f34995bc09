# SPDX-License-Identifier: EUPL-1.2
"""Lists of the desk as lines: gates that a search found, requests that wait."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.accounts.queries import Hit, Waiting
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.pieces import Row, Tag

from .words import DOCUMENT_NAMES, STATE_COLOURS, STATES


def hit_rows(hits: Iterable[Hit]) -> list[Row]:
    """Return the gates found: enough to tell people apart, no more."""
    return [
        Row(
            hit.name.display(),
            _("Birth name: %(name)s, born in %(year)s")
            % {"name": hit.birth_name.display(), "year": hit.birth_year},
            reverse("clerk:gate", args=[hit.id]),
            tag=state_tag(hit.state),
        )
        for hit in hits
    ]


def waiting_rows(waiting: Iterable[Waiting], *, by: Actor) -> list[Row]:
    """Return the requests that wait at an office; one's own lead to where one waits."""
    return [
        Row(
            one.identity.current_name.display(),
            _("%(document)s, %(country)s, asked at %(time)s")
            % {
                "document": DOCUMENT_NAMES[one.document],
                "country": one.issuing_country,
                "time": dates.clock_time(one.asked_at),
            },
            reverse("clerk:waiting" if one.asked_by == by.uuid else "clerk:approval", args=[one.id]),
            side=_("yours") if one.asked_by == by.uuid else "",
        )
        for one in waiting
    ]


def state_tag(state: State) -> Tag:
    """Return a gate's state in a word and a colour."""
    return Tag(STATES[state], STATE_COLOURS[state])
