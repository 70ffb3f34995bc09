# SPDX-License-Identifier: EUPL-1.2
"""The chart of deadlines that fall due in the coming days."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from ugyfelkapu.accounts.outlook import Due, deadlines_ahead
from ugyfelkapu.domain.deadlines import RULES, Period
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.charts import Chart, Column, Words, by_sevens, chart
from ugyfelkapu.pages.counting import grouped

AHEAD: Final = RULES[Period.NEVER_ACTIVATED].days
"""Days after today: as long as a registration waits for its activation (D3)."""


def deadline_chart(*, at: datetime) -> Chart:
    """Return the deadlines of today and of the days ahead, by what ends on them."""
    columns = [
        _column(due, marked=number % 7 == 0)
        for number, due in enumerate(deadlines_ahead(at=at, days=AHEAD + 1))
    ]
    whole = sum(sum(each.values) for each in columns)
    words = Words(
        finding=_("%(today)s deadlines end today, %(all)s in the next %(days)s days")
        % {"today": grouped(sum(columns[0].values)), "all": grouped(whole), "days": AHEAD},
        measured=_("Number of deadlines by their last day"),
        spoken=_("Stacked bars: %(all)s deadlines in %(days)s days, by their last day")
        % {"all": grouped(whole), "days": AHEAD},
        table_title=_("Table: deadlines by day"),
        first_heading=_("Last day"),
    )
    series = (_("Activation code ends"), _("Registration is erased"), _("Temporary gate ends"))
    return chart("deadlines", words, series=series, columns=columns, narrow_columns=by_sevens(columns))


def _column(due: Due, *, marked: bool) -> Column:
    values = (due.codes, due.registrations, due.temporary)
    return Column(dates.day(due.on), values, dates.short_day(due.on) if marked else "")
