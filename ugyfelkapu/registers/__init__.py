# SPDX-License-Identifier: EUPL-1.2
"""Asking the population registers."""
