# SPDX-License-Identifier: EUPL-1.2
"""How Django's forms are drawn: the renderer, the field on the page, and our choice widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input
from django.utils.functional import Promise

_BASE_CLASSES: Final[tuple[tuple[type[forms.Widget], str], ...]] = (
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.FileInput, "kapu-file"),
    (forms.PasswordInput, "govuk-input govuk-password-input__input"),
    (forms.Textarea, "govuk-textarea"),
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.Select, "govuk-select"),
    (Input, "govuk-input"),
)
_ERROR_CLASSES: Final = MappingProxyType(
    {
        "govuk-input": "govuk-input--error",
        "govuk-select": "govuk-select--error",
        "govuk-textarea": "govuk-textarea--error",
    }
)
_KEPT_FROM_THE_BROWSER: Final = ("required", "maxlength", "minlength")
"""The server explains; a browser that cuts a pasted text short does not."""

_PASSWORD_ATTRS: Final = MappingProxyType(
    {"spellcheck": "false", "autocapitalize": "none", "autocorrect": "off"}
)


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One error message of a field, with the id that the control refers to."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """One line of the error summary; ``target`` is the id of the control to correct."""

    target: str
    text: str


class GateBoundField(BoundField):
    """A field on the page: its ids, its hint and errors, and how it is drawn."""

    @property
    def auto_id(self) -> str:
        """Return the control's id: the field's name with hyphens, whatever pattern Django has."""
        return self.html_name.replace("_", "-")

    @property
    def hint_id(self) -> str:
        """Return the hint's id."""
        return f"{self.auto_id}-hint"

    @property
    def error_lines(self) -> tuple[ErrorLine, ...]:
        """Return the field's errors with their ids."""
        texts = enumerate(self.errors, start=1)
        base = f"{self.auto_id}-error"
        return tuple(
            ErrorLine(base if number == 1 else f"{base}-{number}", str(text)) for number, text in texts
        )

    @property
    def aria_describedby(self) -> str | None:
        """Return the ids of hint and errors, for the control or its fieldset."""
        own = self.field.widget.attrs.get("aria-describedby", "")
        ids = [own] if own else []
        if self.help_text:
            ids.append(self.hint_id)
        ids.extend(line.id for line in self.error_lines)
        return " ".join(ids) or None

    @property
    def first_control_id(self) -> str:
        """Return the id of the control at which correcting begins."""
        widget = self.field.widget
        if isinstance(widget, HasParts):
            return widget.first_control_id(self.auto_id, self.wrong_parts)
        if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
            return f"{self.auto_id}-0"
        return str(widget.attrs.get("id") or self.auto_id)

    @property
    def wrong_parts(self) -> tuple[int, ...]:
        """Return which parts of a field in parts the errors are about; none named means all."""
        if self.name not in self.form.errors:
            return ()
        params = [error.params or {} for error in self.form.errors[self.name].as_data()]
        return tuple(part for each in params for part in each.get("parts", ())) or (0, 1, 2)

    @property
    def is_group(self) -> bool:
        """Say whether several text boxes make one answer."""
        return isinstance(self.field.widget, HasParts)

    @property
    def shape_template(self) -> str:
        """Return the template that puts label, messages and control in order."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "django/forms/field_checkbox.html"
        return "django/forms/field_set.html" if self.use_fieldset else "django/forms/field_plain.html"

    def build_widget_attrs(self, attrs: Any, widget: Any = None) -> dict[str, Any]:
        """Add classes and the references that assistive technology needs."""
        widget = widget or self.field.widget
        built = {**attrs, **({"disabled": True} if self.field.disabled else {})}
        if isinstance(widget, HasParts):
            return {**built, "wrong": self.wrong_parts}
        if widget.is_hidden:
            return built
        built["class"] = self._classes(widget)
        if isinstance(widget, forms.PasswordInput):
            built = {**_PASSWORD_ATTRS, **built}
        if not self.use_fieldset and self.aria_describedby:
            built["aria-describedby"] = self.aria_describedby
        if not self.use_fieldset and self.errors:
            built["aria-invalid"] = "true"
        return {**built, **{name: False for name in _KEPT_FROM_THE_BROWSER if name in widget.attrs}}

    def _classes(self, widget: forms.Widget) -> str:
        base = next((classes for kind, classes in _BASE_CLASSES if isinstance(widget, kind)), "")
        names = [base, widget.attrs.get("class", "")]
        if self.errors:
            names.append(_ERROR_CLASSES.get(base.partition(" ")[0], ""))
        return " ".join(name for name in names if name)


class GateRenderer(TemplatesSetting):
    """Draw forms with ``templates/django/forms``."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = GateBoundField


class HasParts:
    """A widget of several text boxes that together make one answer."""

    def first_control_id(self, base: str, wrong: tuple[int, ...]) -> str:
        """Return the id of the first box on the page among the wrong ones, else of the first."""
        raise NotImplementedError


class HintedChoices:
    """Choices that may each carry a hint."""

    def __init__(self, *args: Any, hints: Mapping[str, str | Promise] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the hint to an option."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        return {**option, "hint": self.hints.get(str(value), "")}


class Radios(HintedChoices, forms.RadioSelect):
    """Radio buttons with optional hints; ``attrs={"class": INLINE}`` or ``SMALL_INLINE`` for the desk."""


class Checkboxes(HintedChoices, forms.CheckboxSelectMultiple):
    """Checkboxes with optional hints; ``attrs={"class": SMALL}`` for the desk."""


SMALL: Final = "govuk-checkboxes--small"
INLINE: Final = "govuk-radios--inline"
SMALL_INLINE: Final = "govuk-radios--small govuk-radios--inline"


def error_links(bound: Iterable[forms.BaseForm]) -> tuple[ErrorLink, ...]:
    """Return the lines of the error summary, form by form and field by field."""
    return tuple(link for form in bound for link in _links_of(form))


def wrong_fields(bound: Iterable[forms.BaseForm]) -> int:
    """Return how many things must be corrected; what concerns a whole form counts as one."""
    return sum(len(form.errors) for form in bound)


def _links_of(form: forms.BaseForm) -> Iterable[ErrorLink]:
    fields = [field for field in form.visible_fields() if isinstance(field, GateBoundField)]
    first = fields[0].first_control_id if fields else "tartalom"
    yield from (ErrorLink(first, str(text)) for text in form.non_field_errors())
    for field in fields:
        yield from (ErrorLink(field.first_control_id, line.text) for line in field.error_lines)
