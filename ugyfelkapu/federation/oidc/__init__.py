# SPDX-License-Identifier: EUPL-1.2
"""The OpenID Connect door: through it people sign in to connected services."""
