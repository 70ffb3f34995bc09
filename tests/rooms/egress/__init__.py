# SPDX-License-Identifier: EUPL-1.2
"""Tests of how the house asks the outside."""
