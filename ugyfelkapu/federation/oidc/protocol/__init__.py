# SPDX-License-Identifier: EUPL-1.2
"""The rules of OAuth 2.0 and OpenID Connect: values in, values out; no framework, clock or store."""
