# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the citizen's pages."""

from django.urls import path

from .views import (
    account,
    authenticator,
    codes,
    information,
    passkeys,
    recovery,
    recovery_codes,
    safety,
    security,
    sign_in,
    step_up,
)

app_name = "citizen"
urlpatterns = [
    path("", information.start, name="start"),
    path("regisztracio/", information.choose_route, name="choose-route"),
    path("segitseg/", information.help_page, name="help"),
    path("okmanyirodak/", information.offices, name="offices"),
    path("akadalymentesseg/", information.accessibility, name="accessibility"),
    path("adatkezeles/", information.privacy, name="privacy"),
    path("aktivalas/", codes.activate, name="activate"),
    path("aktivalas/kesz/", codes.activated, name="activated"),
    path("belepes/", sign_in.sign_in, name="sign-in"),
    path("belepes/masodik-lepes/", sign_in.second_step, name="second-step"),
    path("belepes/azonositokulcs/kerdes/", passkeys.sign_in_options, name="passkey-sign-in-options"),
    path("belepes/azonositokulcs/valasz/", passkeys.sign_in, name="passkey-sign-in"),
    path(
        "belepes/masodik-lepes/azonositokulcs/kerdes/",
        passkeys.second_step_options,
        name="passkey-second-step-options",
    ),
    path("belepes/masodik-lepes/azonositokulcs/valasz/", passkeys.second_step, name="passkey-second-step"),
    path("kilepes/", sign_in.sign_out, name="sign-out"),
    path("kilepes/kesz/", sign_in.signed_out, name="signed-out"),
    path("elfelejtett-jelszo/", recovery.forgotten_password, name="forgotten-password"),
    path("elfelejtett-jelszo/elkuldve/", recovery.code_sent, name="code-sent"),
    path("elfelejtett-jelszo/uj/", codes.new_password, name="new-password"),
    path("elfelejtett-jelszo/kesz/", codes.password_changed, name="password-changed"),
    path("biztonsag/zarolva/", safety.locked, name="safety-locked"),
    path("biztonsag/visszavonva/", safety.cancelled, name="safety-cancelled"),
    path("biztonsag/<str:token>/", safety.safety, name="safety"),
    path("fiok/", account.account, name="account"),
    path("fiok/megerosites/", step_up.step_up, name="step-up"),
    path("fiok/megerosites/azonositokulcs/kerdes/", passkeys.step_up_options, name="passkey-step-up-options"),
    path("fiok/megerosites/azonositokulcs/valasz/", passkeys.step_up, name="passkey-step-up"),
    path("fiok/biztonsag/", security.security, name="security"),
    path("fiok/biztonsag/uj-hitelesito/", authenticator.new_authenticator, name="authenticator-new"),
    path("fiok/biztonsag/azonositokulcs/", passkeys.new_passkey, name="passkey-new"),
    path("fiok/biztonsag/azonositokulcs/kerdes/", passkeys.new_passkey_options, name="passkey-new-options"),
    path("fiok/biztonsag/azonositokulcs/valasz/", passkeys.add_passkey, name="passkey-new-verify"),
    path("fiok/biztonsag/<uuid:factor_id>/atnevezes/", security.rename, name="factor-rename"),
    path("fiok/biztonsag/<uuid:factor_id>/eltavolitas/", security.remove, name="factor-remove"),
    path("fiok/biztonsag/helyreallito-kodok/", recovery_codes.recovery_codes, name="recovery-codes"),
    path(
        "fiok/biztonsag/helyreallito-kodok/szoveg/",
        recovery_codes.recovery_codes_text,
        name="recovery-codes-text",
    ),
]
