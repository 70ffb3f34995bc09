# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the comforts of development, below ``/fejlesztes/``; mounted nowhere else."""

from django.urls import path

from . import card, cast, clock, letters

app_name = "development"
urlpatterns = [
    path("", cast.index, name="index"),
    path("postalada/", letters.mailbox, name="mailbox"),
    path("postalada/<uuid:letter_id>/", letters.letter, name="letter"),
    path("postalada/<uuid:letter_id>/html/", letters.letter_html, name="letter-html"),
    path("levelek/", letters.gallery, name="gallery"),
    path("levelek/<slug:language>/<slug:kind>/", letters.sample, name="sample"),
    path("levelek/<slug:language>/<slug:kind>/html/", letters.sample_html, name="sample-html"),
    path("kartya/", card.card, name="card"),
    path("ora/", clock.clock, name="clock"),
]
