# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the citizen's pages."""

from django.urls import path

from .views import account, codes, information, recovery, sign_in, temporary, usernames

app_name = "citizen"
urlpatterns = [
    path("", information.start, name="start"),
    path("regisztracio/", information.choose_route, name="choose-route"),
    path("regisztracio/felhasznalonev/", usernames.username, name="username"),
    path("regisztracio/ideiglenes/", temporary.form, name="temporary"),
    path("regisztracio/ideiglenes/ellenorzes/", temporary.check, name="temporary-check"),
    path("regisztracio/ideiglenes/kesz/", temporary.done, name="temporary-done"),
    path("regisztracio/ideiglenes/igazolas.pdf", temporary.slip, name="temporary-slip"),
    path("segitseg/", information.help_page, name="help"),
    path("okmanyirodak/", information.offices, name="offices"),
    path("akadalymentesseg/", information.accessibility, name="accessibility"),
    path("adatkezeles/", information.privacy, name="privacy"),
    path("aktivalas/", codes.activate, name="activate"),
    path("aktivalas/kesz/", codes.activated, name="activated"),
    path("belepes/", sign_in.sign_in, name="sign-in"),
    path("kilepes/", sign_in.sign_out, name="sign-out"),
    path("kilepes/kesz/", sign_in.signed_out, name="signed-out"),
    path("elfelejtett-jelszo/", recovery.forgotten_password, name="forgotten-password"),
    path("elfelejtett-jelszo/elkuldve/", recovery.code_sent, name="code-sent"),
    path("elfelejtett-jelszo/uj/", codes.new_password, name="new-password"),
    path("elfelejtett-jelszo/kesz/", codes.password_changed, name="password-changed"),
    path("fiok/", account.account, name="account"),
    path("fiok/igazolas.pdf", account.slip, name="account-slip"),
]
