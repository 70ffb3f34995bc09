# SPDX-License-Identifier: EUPL-1.2
"""A form with a field of every kind, and the page that shows it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines

from ugyfelkapu.pages.date_parts import BirthDate
from ugyfelkapu.pages.forms import SMALL_INLINE, Radios

PAGE = """{% extends "base.html" %}{% load kapu %}
{% block title %}Sample{% endblock %}
{% block content %}
  {% error_summary form %}
  <h1 class="govuk-heading-l">Sample</h1>
  <form method="post" novalidate>
    {% csrf_token %}{{ form }}
    {% include "components/button.html" with label="Send" %}
  </form>
{% endblock %}"""


class SampleForm(forms.Form):
    """One field of every kind."""

    full_name = forms.CharField(label="Name", help_text="As in your document", max_length=20)
    email = forms.EmailField(label="E-mail", error_messages={"invalid": "The @ sign is missing"})
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    birth_date = BirthDate()
    document = forms.ChoiceField(label="Document", choices=[("id", "Identity card"), ("pass", "Passport")])
    category = forms.ChoiceField(
        label="Citizenship",
        choices=[("hun", "Hungarian"), ("other", "other")],
        widget=Radios(attrs={"class": SMALL_INLINE}, hints={"hun": "Identity card, passport or licence"}),
    )
    consent = forms.BooleanField(label="I agree")
    remark = forms.CharField(label="Remark", widget=forms.Textarea, required=False)


def answer(request: HttpRequest) -> HttpResponse:
    """Show the form, as it was sent."""
    form = SampleForm(request.POST) if request.method == "POST" else SampleForm()
    page = engines["django"].from_string(PAGE).render({"form": form}, request)
    return HttpResponse(page, status=422 if form.errors else 200)
