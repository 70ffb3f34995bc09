# SPDX-License-Identifier: EUPL-1.2
"""Connected services: who they are, and what they receive about the people who sign in to them."""
