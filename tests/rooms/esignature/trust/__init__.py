# SPDX-License-Identifier: EUPL-1.2
"""Whom the states trust."""
