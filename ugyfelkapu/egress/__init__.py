# SPDX-License-Identifier: EUPL-1.2
"""How the house asks the outside by HTTP: before a deadline, and warily where strangers name the address."""
