# SPDX-License-Identifier: EUPL-1.2
"""Addresses of running the house."""

from django.urls import path

from .views import journal, letters, offices, overview, staff

app_name = "operator"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("irodak/", offices.offices, name="offices"),
    path("munkatarsak/", staff.staff, name="staff"),
    path("munkatarsak/<slug:username>/letiltas/", staff.disable, name="disable"),
    path("levelek/", letters.letters, name="letters"),
    path("levelek/<uuid:letter_id>/ujra/", letters.retry, name="retry"),
    path("naplo/", journal.journal, name="journal"),
    path("naplo/ellenorzes/", journal.verify, name="verify"),
]
