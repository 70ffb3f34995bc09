# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the comforts of development; mounted nowhere else."""

from django.urls import path

from . import clock, letters

app_name = "development"
urlpatterns = [
    path("", letters.index, name="index"),
    path("postalada/", letters.mailbox, name="mailbox"),
    path("postalada/<uuid:letter_id>/", letters.letter, name="letter"),
    path("postalada/<uuid:letter_id>/html/", letters.letter_html, name="letter-html"),
    path("levelek/", letters.gallery, name="gallery"),
    path("levelek/<slug:language>/<slug:kind>/", letters.sample_html, name="sample-html"),
    path("ora/", clock.clock, name="clock"),
]
