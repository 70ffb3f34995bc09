# SPDX-License-Identifier: EUPL-1.2
"""A demo card for development: it signs a declaration in anybody's name, as a real card would.

Its authority lives in a folder of the installation's own; no other house believes it, and production
believes its lists not even where a database brings them along.
"""
