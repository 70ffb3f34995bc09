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
        "segitseg/",
        "okmanyirodak/",
        "akadalymentesseg/",
        "adatkezeles/",
        "ugyintezo/belepes/",
        "uzemeltetes/belepes/",
    }
)
DEVELOPMENT_ONLY = "fejlesztes/"
"""Routes below this do not exist in production."""
