# SPDX-License-Identifier: EUPL-1.2
"""``{% load kapu %}``: fields, error summaries, components with contents, and days as people read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.base import Template
from django.template.context import Context
from django.utils.safestring import SafeString

from ugyfelkapu.pages import counting, dates
from ugyfelkapu.pages.forms import error_links, wrong_fields

register = template.Library()


@register.simple_tag
def field(bound: BoundField, group_class: str = "", label_class: str = "") -> SafeString:
    """Draw one field: label, hint, errors, control."""
    context = {"field": bound, "group_class": group_class, "label_class": label_class}
    return bound.form.render(bound.template_name, context)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*bound: forms.BaseForm) -> dict[str, Any]:
    """List what must be corrected in one or more forms; nothing where all is well."""
    links = error_links(bound)
    return {"links": links, "title": counting.to_correct(wrong_fields(bound)) if links else ""}


@register.simple_block_tag(takes_context=True)
def component(context: Context, content: str, name: str, **parameters: Any) -> SafeString:
    """Draw a component around contents: ``{% component "note" title=… %}…{% endcomponent %}``."""
    drawn = cast(Template, context.template).engine.get_template(f"components/{name}.html")
    with context.push(**parameters, content=content):
        return drawn.render(context)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day with its weekday."""
    return dates.day(value) if value else ""


@register.filter
def plain_day(value: date | datetime | None) -> str:
    """Write a day without its weekday."""
    return dates.plain_day(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """Write a day with weekday and time."""
    return dates.moment(value) if value else ""


@register.filter
def clock_time(value: datetime | None) -> str:
    """Write the time of day."""
    return dates.clock_time(value) if value else ""


@register.filter
def grouped(value: int) -> str:
    """Write a whole number with its thousands apart."""
    return counting.grouped(value)
