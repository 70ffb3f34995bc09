# SPDX-License-Identifier: EUPL-1.2
"""Whom the states of the Union trust to issue certificates, to date documents and to answer about both.

Lists are read (lists.py), verified from the Official Journal down (verification.py) and gathered into a
snapshot (snapshot.py) from files or from a folder (material.py). A snapshot answers who may have issued a
certificate; qualification.py says what a path is worth at which moment.
policy.py holds what we decided ourselves.
"""
