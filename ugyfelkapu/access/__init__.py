# SPDX-License-Identifier: EUPL-1.2
"""Signing in: passwords, sessions, throttles, of citizens and staff."""
