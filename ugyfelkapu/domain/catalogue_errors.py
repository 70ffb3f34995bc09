# SPDX-License-Identifier: EUPL-1.2
"""How connecting a service is refused."""

from __future__ import annotations

from .errors import Kind, Refusal


class MetadataRefused(Refusal):
    """Something that a service registers cannot be right.

    ``field`` is its name in the standard (RFC 7591), ``reason`` says what is wrong, ``value`` with what.
    """

    code = "metadata_refused"
    kind = Kind.INVALID


class ClientIdTaken(Refusal):
    """Another connected service calls itself by this ``client_id``."""

    code = "client_id_taken"
    kind = Kind.INVALID


class ConnectedAlready(Refusal):
    """The service is registered already: what it registered can be changed."""

    code = "connected_already"


class NotConnected(Refusal):
    """The catalogue has the service, but nothing is registered by which people sign in to it."""

    code = "not_connected"


class NeedsNoSecret(Refusal):
    """The service proves who it is without a secret."""

    code = "needs_no_secret"


class TrialUnfinished(Refusal):
    """A service goes live once every check of its last trial passed; ``checks`` names the others."""

    code = "trial_unfinished"


class TrialPassLapsed(Refusal):
    """The link of a trial was taken by a browser already, or its hour is over."""

    code = "trial_pass_lapsed"
    kind = Kind.UNKNOWN
