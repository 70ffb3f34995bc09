# SPDX-License-Identifier: EUPL-1.2
"""Registering, activating, signing in, self-care."""
