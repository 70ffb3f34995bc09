# SPDX-License-Identifier: EUPL-1.2
"""Ügyfélkapu: a citizen identity gateway."""
