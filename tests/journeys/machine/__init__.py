# SPDX-License-Identifier: EUPL-1.2
"""A gate's whole life as a machine: random walks of the services beside a pure model of the rules."""
