# SPDX-License-Identifier: EUPL-1.2
"""Whom the states of the Union trust to issue certificates, timestamps and answers about them."""
