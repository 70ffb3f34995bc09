# SPDX-License-Identifier: EUPL-1.2
"""The rules of the client gate: pure functions over plain values, standard library only."""
