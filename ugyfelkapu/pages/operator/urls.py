# SPDX-License-Identifier: EUPL-1.2
"""Addresses of running the house, below ``/uzemeltetes/``."""

from django.urls import path

from .views import clients, journal, letters, offices, overview, services, staff, trials, trust

app_name = "operator"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("irodak/", offices.offices, name="offices"),
    path("irodak/uj/", offices.new, name="office-new"),
    path("irodak/<str:code>/", offices.change, name="office"),
    path("munkatarsak/", staff.members, name="staff"),
    path("munkatarsak/uj/", staff.new, name="staff-new"),
    path("munkatarsak/<uuid:staff_id>/letiltas/", staff.disable, name="staff-disable"),
    path("szolgaltatasok/", services.catalogue, name="services"),
    path("szolgaltatasok/uj/", services.new, name="service-new"),
    path("szolgaltatasok/<uuid:service_id>/", services.service, name="service"),
    path("szolgaltatasok/<uuid:service_id>/adatok/", services.change, name="service-words"),
    path("szolgaltatasok/<uuid:service_id>/bejegyzes/", clients.register, name="service-client"),
    path("szolgaltatasok/<uuid:service_id>/titok/", clients.secret, name="service-secret"),
    path("szolgaltatasok/<uuid:service_id>/proba/", trials.console, name="service-trial"),
    path("szolgaltatasok/<uuid:service_id>/elesites/", trials.go_live, name="service-live"),
    path("szolgaltatasok/<uuid:service_id>/letiltas/", services.disable, name="service-disable"),
    path("szolgaltatasok/<uuid:service_id>/engedelyezes/", services.enable, name="service-enable"),
    path("levelek/", letters.letters, name="letters"),
    path("levelek/<uuid:letter_id>/ujra/", letters.retry, name="letter-retry"),
    path("bizalmi-lista/", trust.lists, name="trust"),
    path("bizalmi-lista/frissites/", trust.refresh, name="trust-refresh"),
    path("naplo/", journal.journal, name="journal"),
    path("naplo/ellenorzes/", journal.check, name="journal-check"),
]
