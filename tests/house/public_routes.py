# SPDX-License-Identifier: EUPL-1.2
"""The pages that anybody may open; whatever is not here asks who you are, or is not there."""

PUBLIC = frozenset(
    {
        "",
        "healthz",
        "readyz",
        "metrics",
        "aktivalas/",
        "aktivalas/kesz/",
        "belepes/",
        "biztonsag/leallitva/",
        "biztonsag/ujrakezdve/",
        "biztonsag/visszavonva/",
        "biztonsag/zarolva/",
        "feloldas/",
        "megszuntetve/",
        "belepes/masodik-lepes/",
        "elfelejtett-jelszo/",
        "elfelejtett-jelszo/elkuldve/",
        "elfelejtett-jelszo/kesz/",
        "elfelejtett-jelszo/uj/",
        "kilepes/kesz/",
        "regisztracio/",
        "regisztracio/felhasznalonev/",
        "regisztracio/ideiglenes/",
        "regisztracio/ideiglenes/ellenorzes/",
        "regisztracio/ideiglenes/kesz/",
        "regisztracio/alairassal/",
        "regisztracio/alairassal/ellenorzes/",
        "regisztracio/alairassal/ideiglenes/",
        "regisztracio/alairassal/jelszo/",
        "regisztracio/alairassal/kesz/",
        "regisztracio/alairassal/nyilatkozat/",
        "segitseg/",
        "okmanyirodak/",
        "akadalymentesseg/",
        "adatkezeles/",
        "ugyintezo/belepes/",
        "uzemeltetes/belepes/",
    }
)
SCRIPTED = frozenset(
    {
        "belepes/azonositokulcs/kerdes/",
        "belepes/azonositokulcs/valasz/",
        "belepes/masodik-lepes/azonositokulcs/kerdes/",
        "belepes/masodik-lepes/azonositokulcs/valasz/",
        "feloldas/azonositokulcs/kerdes/",
        "feloldas/azonositokulcs/valasz/",
    }
)
"""What a script asks on behalf of somebody who is signing in; tests/pages/citizen/test_passkeys.py."""
BOUND = frozenset({"belepes/szolgaltatas/<uuid:interaction_id>/", "kilepes/szolgaltatasbol/"})
"""What opens to whoever began it at a service, in the same browser or with what that service was given."""
FOR_SERVICES = frozenset(
    {
        ".well-known/oauth-authorization-server",
        ".well-known/openid-configuration",
        "azonositas/",
        *(f"oidc/{name}" for name in ("authorize", "introspect", "jwks", "logout", "par")),
        *(f"oidc/{name}" for name in ("revoke", "token", "userinfo")),
    }
)
"""What programs of connected services ask, and where they send browsers; tests/protocols/endpoints/."""
DEVELOPMENT_ONLY = "fejlesztes/"
"""Routes below this do not exist in production."""
