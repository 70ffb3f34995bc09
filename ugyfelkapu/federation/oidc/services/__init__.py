# SPDX-License-Identifier: EUPL-1.2
"""Acts of the OpenID Connect door."""
