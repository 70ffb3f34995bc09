# SPDX-License-Identifier: EUPL-1.2
"""Found by Django."""
