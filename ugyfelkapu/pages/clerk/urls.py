# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the desk, below ``/ugyintezo/``."""

from django.urls import path

from .views import (
    admissions,
    checking,
    closing,
    finalising,
    reconciling,
    records,
    recovering,
    registration,
    restoring,
    searching,
    signing,
    workbench,
)

app_name = "clerk"
urlpatterns = [
    path("", workbench.workbench, name="workbench"),
    path("belepes/", signing.sign_in, name="sign-in"),
    path("kilepes/", signing.sign_out, name="sign-out"),
    path("uj/", registration.new, name="new"),
    path("veglegesites/", finalising.finalise, name="finalise"),
    path("felhasznalonev/", registration.username, name="username"),
    path("igazolas/<uuid:account_id>/", records.registered, name="registered"),
    path("igazolas/<uuid:account_id>/pdf/", records.receipt, name="receipt"),
    path("varakozik/<uuid:admission_id>/", admissions.waiting, name="waiting"),
    path("jovahagyas/", admissions.approvals, name="approvals"),
    path("jovahagyas/ujrakezdes/<uuid:recovery_id>/", recovering.recovery, name="recovery"),
    path("jovahagyas/<uuid:admission_id>/", admissions.approval, name="approval"),
    path("kereses/", searching.search, name="search"),
    path("kapu/<uuid:account_id>/", records.gate, name="gate"),
    path("kapu/<uuid:account_id>/adatok/", reconciling.reconcile, name="reconcile"),
    path("kapu/<uuid:account_id>/cim/", records.address, name="address"),
    path("kapu/<uuid:account_id>/ellenorzes/", checking.check, name="check"),
    path("kapu/<uuid:account_id>/felfuggesztes/", records.suspend, name="suspend"),
    path("kapu/<uuid:account_id>/ujrakezdes/", recovering.recover, name="recover"),
    path("kapu/<uuid:account_id>/megszuntetes/", closing.close, name="close"),
    path("kapu/<uuid:account_id>/visszaallitas/", restoring.restore, name="restore"),
]
