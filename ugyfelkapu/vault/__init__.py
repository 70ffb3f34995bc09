# SPDX-License-Identifier: EUPL-1.2
"""Keys, encrypted fields and blind indexes: how personal data rest."""
