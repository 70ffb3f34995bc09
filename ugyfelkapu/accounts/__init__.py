# SPDX-License-Identifier: EUPL-1.2
"""People and their gates: registration, activation, suspension, closing."""
