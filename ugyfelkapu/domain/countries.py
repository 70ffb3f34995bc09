# SPDX-License-Identifier: EUPL-1.2
"""Countries by their three letters, and what the codes of machine-readable zones mean."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_CODES: Final = (
    "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR "
    "BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG "
    "COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH "
    "FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY "
    "HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM "
    "KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL "
    "MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR "
    "NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU "
    "SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA "
    "TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB "
    "VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE"
)
COUNTRIES: Final = frozenset(_CODES.split())
"""ISO 3166-1 alpha-3."""

WITHOUT_CITIZENSHIP: Final = frozenset(["XXA", "XXB", "XXC", "XXX"])
"""Stateless, refugee by the convention of 1951, other refugee, unspecified (ICAO 9303 part 3, 5)."""

KOSOVO: Final = "RKS"
"""In no ISO list, but on the passports of its citizens."""

CITIZENSHIPS: Final = COUNTRIES | WITHOUT_CITIZENSHIP | {KOSOVO}
"""What may stand in a person's record."""

_IN_ZONES: Final = MappingProxyType(
    {"D": "DEU", "ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "XKX": KOSOVO, "XXK": KOSOVO}
    | dict.fromkeys(["GBD", "GBN", "GBO", "GBP", "GBS"], "GBR")
)


def from_zone(code: str) -> str:
    """Return the country that a zone's code stands for: one letter of Germany, Britain's five others.

    Codes of organisations (UNO, EUE, XOM) and of nobody (UTO, the specimens' Utopia) are returned as
    they are: whoever issued the document, :func:`is_citizenship` says that nobody is their citizen.
    """
    return _IN_ZONES.get(code, code)


def is_citizenship(code: str) -> bool:
    """Say whether a person may be a citizen of this, statelessness and refuge included."""
    return code in CITIZENSHIPS
