# SPDX-License-Identifier: EUPL-1.2
"""Lists of the desk as lines: gates that a search found, requests that wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.access.recoveries import WaitingStart
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


def waiting_rows(admissions: Iterable[Waiting], starts: Iterable[WaitingStart], *, by: Actor) -> list[Row]:
    """Return the requests that wait at an office, oldest first; one's own lead to where one waits."""
    rows = [(one.asked_at, _admission_row(one, by=by)) for one in admissions]
    rows += [(one.asked_at, _start_row(one, by=by)) for one in starts]
    return [row for _asked, row in sorted(rows, key=lambda pair: pair[0])]


def _admission_row(one: Waiting, *, by: Actor) -> Row:
    own = one.asked_by == by.uuid
    shown = _shown(one.document, one.issuing_country, one.asked_at)
    return Row(
        one.identity.current_name.display(),
        f"{_('No register knows this person')}. {shown}",
        reverse("clerk:waiting" if own else "clerk:approval", args=[one.id]),
        side=_("yours") if own else "",
    )


def _start_row(one: WaitingStart, *, by: Actor) -> Row:
    shown = _shown(one.request.evidence.document, one.request.evidence.issuing_country, one.asked_at)
    return Row(
        one.identity.current_name.display(),
        f"{_('New start')}. {shown}",
        reverse("clerk:recovery", args=[one.id]),
        side=_("yours") if one.asked_by == by.uuid else "",
    )


def _shown(document: str, country: str, asked_at: datetime) -> str:
    return _("%(document)s, %(country)s, asked at %(time)s") % {
        "document": DOCUMENT_NAMES[document],
        "country": country,
        "time": dates.clock_time(asked_at),
    }


def state_tag(state: State) -> Tag:
    """Return a gate's state in a word and a colour."""
    return Tag(STATES[state], STATE_COLOURS[state])
