# SPDX-License-Identifier: EUPL-1.2
"""Why something that a service registers cannot be right, besides faults of addresses (RedirectFault)."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """One reason; pages and the command line have the words."""

    UNKNOWN = "unknown"
    SHAPE = "shape"
    REQUIRED = "required"
    CHARACTERS = "characters"
    TOO_MANY = "too_many"
    TWICE = "twice"
    NOT_OFFERED = "not_offered"
    NOT_FOR_PROFILE = "not_for_profile"
    NOT_FOR_METHOD = "not_for_method"
    PROFILE_DECIDES = "profile_decides"
    PRIVATE = "private"
    SEVERAL_HOSTS = "several_hosts"
    UNLISTED = "unlisted"
    UNREACHABLE = "unreachable"
    JSON = "json"
    KEYS_TWICE = "keys_twice"
    KEYS_MISSING = "keys_missing"
    KEYS_UNUSABLE = "keys_unusable"
    KEYS_UNFIT = "keys_unfit"
    TEMPORARY = "temporary"
