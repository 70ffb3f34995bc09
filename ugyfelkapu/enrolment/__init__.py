# SPDX-License-Identifier: EUPL-1.2
"""Signed forms on their way: registering by electronic signature joins the validator, registers and gates."""
