# SPDX-License-Identifier: EUPL-1.2
"""Foreign systems that we talk to, played by processes of their own."""
