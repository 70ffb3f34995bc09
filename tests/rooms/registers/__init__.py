# SPDX-License-Identifier: EUPL-1.2
"""Asking the registers, our own and one behind HTTP."""
