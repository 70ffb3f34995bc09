# SPDX-License-Identifier: EUPL-1.2
"""Forms on the page: labels, hints, errors, what comes back filled in and what never does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from tests.pages.html import Page, words
from ugyfelkapu.pages.date_parts import BirthDate, DateParts

pytestmark = [pytest.mark.urls("tests.pages.sample_addresses"), pytest.mark.django_db, pytest.mark.once]

ADDRESS = "/gyakorlat/urlap/"
GOOD = {
    "full_name": "Minta Sample",
    "email": "sample@example.com",
    "password": "several words make it",
    "birth_date_0": "27",
    "birth_date_1": "3",
    "birth_date_2": "1984",
    "document": "pass",
    "category": "other",
    "consent": "on",
}


@pytest.fixture
def page(client: Client) -> Page:
    return Page(client.get(ADDRESS).content)


def _sent(client: Client, changed: Mapping[str, str]) -> Page:
    return Page(client.post(ADDRESS, {**GOOD, **changed}).content)


def test_every_control_has_one_label(page: Page) -> None:
    labelled = [label["for"] for label in page.all("label")]
    controls = [
        element["id"]
        for element in page.elements
        if element.tag in {"input", "select", "textarea"} and element.attributes.get("type") != "hidden"
    ]

    assert sorted(labelled) == sorted(controls)


def test_ids_are_names_with_hyphens(page: Page) -> None:
    assert page.by_id("full-name")["name"] == "full_name"
    assert page.by_id("birth-date-2")["name"] == "birth_date_2"
    assert page.by_id("category-0")["name"] == "category"


def test_a_control_refers_to_its_hint(page: Page) -> None:
    control = page.by_id("full-name")

    assert words(page.by_id(control["aria-describedby"])) == "As in your document"


def test_the_browser_neither_checks_nor_cuts(page: Page) -> None:
    assert not [element for element in page.elements if {"required", "maxlength"} & set(element.attributes)]
    assert "novalidate" in page.one("form")


def test_a_page_without_errors_says_nothing_of_them(page: Page) -> None:
    assert not page.all("div", "govuk-error-summary")
    assert not page.one("title").text.startswith("Hiba")


def test_an_error_stands_at_its_field_and_in_the_summary(client: Client) -> None:
    page = _sent(client, {"email": "sample.example.com"})

    control = page.by_id("email")
    error = page.by_id("email-error")
    summary = page.one("div", "govuk-error-summary")

    assert words(error) == "Hiba: The @ sign is missing"
    assert control["aria-invalid"] == "true"
    assert "email-error" in control["aria-describedby"].split()
    assert [link["href"] for link in summary.inside if link.tag == "a"] == ["#email"]
    assert page.one("title").text.startswith("Hiba: Sample")


def test_hint_and_error_are_both_read(client: Client) -> None:
    page = _sent(client, {"full_name": ""})

    assert page.by_id("full-name")["aria-describedby"] == "full-name-hint full-name-error"


def test_the_summary_counts_in_words_and_leads_to_first_controls(client: Client) -> None:
    page = _sent(client, {"birth_date_2": "", "category": "", "consent": ""})

    summary = page.one("div", "govuk-error-summary")

    assert words(page.one("h2", "govuk-error-summary__title")) == "Három adatot kell javítania"
    links = [link["href"] for link in summary.inside if link.tag == "a"]
    assert links == ["#birth-date-2", "#category-0", "#consent"]
    assert {link[1:] for link in links} <= {element.attributes.get("id") for element in page.elements}


def test_what_was_typed_comes_back(client: Client) -> None:
    page = _sent(client, {"email": "sample.example.com"})

    assert page.by_id("full-name")["value"] == "Minta Sample"
    assert page.by_id("email")["value"] == "sample.example.com"
    assert page.by_id("birth-date-0")["value"] == "27"
    assert "checked" in page.by_id("category-1")
    assert "checked" in page.by_id("consent")
    assert [option["value"] for option in page.all("option") if "selected" in option] == ["pass"]


def test_a_password_never_comes_back(client: Client) -> None:
    answer = client.post(ADDRESS, {**GOOD, "email": ""})

    assert GOOD["password"] not in answer.content.decode()


def test_the_password_toggle_waits_for_script(page: Page) -> None:
    toggle = page.one("button", "govuk-password-input__toggle")

    assert "hidden" in toggle
    assert toggle["type"] == "button"
    assert toggle["aria-controls"] == "password"


def test_a_choice_carries_its_hint(page: Page) -> None:
    assert words(page.by_id(page.by_id("category-0")["aria-describedby"])).startswith("Identity card")
    assert "aria-describedby" not in page.by_id("category-1")


def test_nothing_is_inline(client: Client) -> None:
    text = client.post(ADDRESS, {**GOOD, "birth_date_2": ""}).content.decode()

    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    assert not [script for script in Page(text).all("script") if "src" not in script]


@pytest.mark.parametrize(("language", "order"), [("hu", ["2", "1", "0"]), ("en", ["0", "1", "2"])])
def test_a_date_is_asked_in_the_order_of_the_language(
    client: Client, language: str, order: list[str]
) -> None:
    client.cookies["kapu-language"] = language

    page = Page(client.get(ADDRESS).content)

    boxes = [box["name"] for box in page.all("input", "govuk-date-input__input")]
    assert boxes == [f"birth_date_{part}" for part in order]


def test_only_the_missing_box_is_marked(client: Client) -> None:
    page = _sent(client, {"birth_date_2": ""})

    assert page.by_id("birth-date-2")["aria-invalid"] == "true"
    assert "aria-invalid" not in page.by_id("birth-date-0")


def test_a_whole_date_is_a_date() -> None:
    assert BirthDate().clean(("27", "03", "1984")) == date(1984, 3, 27)


def test_dots_of_a_hungarian_date_are_forgiven() -> None:
    assert BirthDate().clean(("27.", "3.", "1984.")) == date(1984, 3, 27)


def test_a_leap_day_is_a_day_only_in_leap_years() -> None:
    assert BirthDate().clean(("29", "2", "1984")) == date(1984, 2, 29)
    with translation.override("en"), pytest.raises(ValidationError, match="no such day"):
        BirthDate().clean(("29", "2", "1985"))


@pytest.mark.parametrize(
    ("boxes", "code"),
    [
        (("", "", ""), "required"),
        (("", "3", "1984"), "missing_0"),
        (("27", "", "1984"), "missing_1"),
        (("27", "3", ""), "missing_2"),
        (("", "", "1984"), "missing_0_1"),
        (("", "3", ""), "missing_0_2"),
        (("27", "", ""), "missing_1_2"),
        (("27", "March", "1984"), "digits"),
        (("27", "3", "84"), "short_year"),
        (("27", "3", "0084"), "short_year"),
        (("27", "13", "1984"), "no_such_month"),
        (("31", "4", "1984"), "no_such_day"),
        (("0", "4", "1984"), "no_such_day"),
        (("24", "11", "2026"), "too_late"),
        (("27", "3", "1784"), "too_early"),
    ],
)
def test_each_mistake_in_a_date_has_its_own_error(boxes: tuple[str, str, str], code: str) -> None:
    field = BirthDate(latest=date(2026, 11, 23))

    with pytest.raises(ValidationError) as refused:
        field.clean(boxes)

    assert refused.value.code == code


def test_the_last_allowed_day_is_allowed() -> None:
    field = BirthDate(latest=date(2026, 11, 23))

    assert field.clean(("23", "11", "2026")) == date(2026, 11, 23)


def test_a_date_that_is_not_needed_may_be_empty() -> None:
    assert DateParts(required=False).clean(("", "", "")) is None


def test_digits_of_other_scripts_are_not_guessed_at() -> None:
    with pytest.raises(ValidationError) as refused:
        BirthDate().clean(("٢٧", "3", "1984"))

    assert refused.value.code == "digits"
