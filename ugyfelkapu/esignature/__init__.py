# SPDX-License-Identifier: EUPL-1.2
"""Validating signed forms: one function, bytes in, report out."""
