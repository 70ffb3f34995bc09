# SPDX-License-Identifier: EUPL-1.2
"""The endpoints, asked as browsers and services ask them."""
