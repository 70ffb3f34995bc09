# SPDX-License-Identifier: EUPL-1.2
"""The chart of deadlines that fall due in the coming days."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from ugyfelkapu.accounts.outlook import Due, deadlines_ahead
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.charts import Chart, Column, Words, by_sevens, chart
from ugyfelkapu.pages.counting import grouped

DAYS: Final = 61
"""Today and the next sixty: as long as a registration waits for its activation (D3)."""


def deadline_chart(*, at: datetime) -> Chart:
    """Return the deadlines of today and the next sixty days, by what ends on them."""
    columns = [
        _column(due, marked=number % 7 == 0) for number, due in enumerate(deadlines_ahead(at=at, days=DAYS))
    ]
    whole = sum(sum(each.values) for each in columns)
    words = Words(
        finding=_("%(today)s deadlines end today, %(all)s in the next 60 days")
        % {"today": grouped(sum(columns[0].values)), "all": grouped(whole)},
        measured=_("Number of deadlines by their last day"),
        spoken=_("Stacked bars: %(all)s deadlines in 60 days, by their last day") % {"all": grouped(whole)},
        table_title=_("Table: deadlines by day"),
        first_heading=_("Last day"),
    )
    series = (_("Activation code ends"), _("Registration is erased"), _("Temporary gate ends"))
    return chart("deadlines", words, series=series, columns=columns, narrow_columns=by_sevens(columns))


def _column(due: Due, *, marked: bool) -> Column:
    values = (due.codes, due.registrations, due.temporary)
    return Column(dates.day(due.on), values, dates.short_day(due.on) if marked else "")
