# SPDX-License-Identifier: EUPL-1.2
"""Comforts of development: mailbox, letter gallery, clock."""
