# SPDX-License-Identifier: EUPL-1.2
"""Passwords that everybody tries first: Django's list and Hungarian favourites."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

import django.contrib.auth

_HUNGARIAN = (
    "jelszo12345 jelszojelszo magyarorszag budapest12 szeretlek1 szeretlek12 "
    "nagymama123 kiskutya12 valami1234"
)


@cache
def common_passwords() -> frozenset[str]:
    """Return the list, in lower case."""
    path = Path(django.contrib.auth.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return frozenset(line.strip().casefold() for line in file) | frozenset(_HUNGARIAN.split())
