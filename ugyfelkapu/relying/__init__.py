# SPDX-License-Identifier: EUPL-1.2
"""The demo service: a connected service that knows of the gate only what the gate tells everybody."""
