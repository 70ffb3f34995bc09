# SPDX-License-Identifier: EUPL-1.2
"""Offices, clerks, operators, and what each may do."""
