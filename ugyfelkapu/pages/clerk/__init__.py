# SPDX-License-Identifier: EUPL-1.2
"""The clerk's workbench: signing in, registering people, finding and keeping their gates."""
