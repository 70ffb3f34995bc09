# SPDX-License-Identifier: EUPL-1.2
"""Addresses to which a service has people sent back: what may be registered, and when two are the same.

They are compared letter by letter (RFC 9700, 2.1). What may be registered is kept so narrow that no two
readers of addresses see different things in one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address
from typing import Final
from urllib.parse import parse_qsl

LONGEST: Final = 2000
RESERVED: Final = frozenset(
    {"code", "state", "iss", "error", "error_description", "error_uri", "response", "session_state"}
    | {"id_token", "access_token", "token_type", "expires_in", "scope"}
)
"""Names that an answer may add to a query, so that no registered query may hold them."""


class RedirectFault(StrEnum):
    """Why an address cannot be registered."""

    LENGTH = "length"  # empty, or longer than LONGEST
    CHARACTERS = "characters"  # signs that no address holds: spaces, letters beyond ASCII, backslashes
    WILDCARD = "wildcard"  # * stands for many addresses
    ENCODING = "encoding"  # % without two digits, or an encoded sign that changes what the path is
    RELATIVE = "relative"  # no scheme, or nothing of what has to follow it
    SCHEME = "scheme"  # neither https nor, for an app, a scheme of its own
    INSECURE = "insecure"  # http elsewhere than to the same machine
    FRAGMENT = "fragment"  # a part after #
    USERINFO = "userinfo"  # a name before @
    HOST = "host"  # no host name in small letters
    PORT = "port"  # no number from 1 to 65535
    DOTS = "dots"  # . or .. as a part of the path
    LOOPBACK = "loopback"  # the same machine, where only apps and development go
    RESERVED = "reserved"  # the query holds a name that an answer adds
    AUTHORITY = "authority"  # a host in an app's own scheme (RFC 8252, 7.1)


_LETTERS: Final = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_BAD_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})|%(?:2[eEfF]|5[cC]|[01][0-9A-Fa-f]|7[fF])")
_PARTS: Final = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<slashes>//(?P<authority>[^/?#]*))?"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?P<fragment>#.*)?"
)
_HOST: Final = re.compile(r"(?P<host>\[[0-9a-f:.]*\]|[^:\[\]]*)(?::(?P<port>.*))?")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_PORT: Final = re.compile(r"[1-9][0-9]{0,4}")
_OWN_SCHEME: Final = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+")
_LOOPBACK_PORT: Final = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\])):([1-9][0-9]{0,4})(?=[/?]|$)")
_SAME_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_LOOPBACK_ADDRESSES: Final = frozenset({"127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class _Address:
    """An address in its parts, and whose it is to be."""

    scheme: str
    authority: str | None
    host: str
    port: str | None
    path: str
    query: str
    fragment: str
    native: bool
    development: bool

    @property
    def web(self) -> bool:
        return self.scheme in {"http", "https"}


def registration_fault(uri: str, *, native: bool, development: bool) -> RedirectFault | None:
    """Return the first reason why an address to return to, or to go to after signing out, is not taken.

    ``native``: it is an app's, which may use the loopback interface and a scheme of its own (RFC 8252);
    ``development``: the service may run on the same machine, without https.
    """
    for fault, found in _OF_TEXT.items():
        if found(uri):
            return fault
    address = _parted(uri, native=native, development=development)
    if address is None:
        return RedirectFault.RELATIVE
    for fault, wrong in _OF_PARTS.items():
        if wrong(address):
            return fault
    return None


def is_registered(uri: str, registered: Iterable[str], *, loopback: bool) -> bool:
    """Say whether a request names one of the registered addresses, letter by letter.

    ``loopback``: the port of a loopback address may be any, as an app takes what is free (RFC 8252, 7.3).
    """
    if not loopback:
        return uri in registered
    return _portless(uri) in {_portless(known) for known in registered}


def source(uri: str) -> str:
    """Return where an address leads as a content security policy names it: origin, or an app's scheme."""
    parts = _PARTS.fullmatch(uri)
    if parts is None or not parts["authority"]:
        return uri.partition(":")[0] + ":"
    return f"{parts['scheme']}://{parts['authority']}"


def _portless(uri: str) -> str:
    port = _LOOPBACK_PORT.match(uri)
    if port is None or int(port[2]) > 65535:
        return uri
    return port[1] + uri[port.end() :]


def _parted(uri: str, *, native: bool, development: bool) -> _Address | None:
    parts = _PARTS.fullmatch(uri)
    if parts is None:
        return None
    authority = parts["authority"]
    split = _HOST.fullmatch(authority or "")
    return _Address(
        scheme=parts["scheme"],
        authority=authority,
        host=split["host"] if split else "",
        port=split["port"] if split else None,
        path=parts["path"],
        query=parts["query"] or "",
        fragment=parts["fragment"] or "",
        native=native,
        development=development,
    )


def _is_incomplete(address: _Address) -> bool:
    return not (address.authority if address.web else address.path.startswith("/"))


def _is_no_scheme_for_it(address: _Address) -> bool:
    return not address.web and not (address.native and _OWN_SCHEME.fullmatch(address.scheme))


def _is_no_host(address: _Address) -> bool:
    if not address.web or address.host in _SAME_MACHINE:
        return False
    labels = address.host.split(".")
    if labels[-1].isdigit():
        return not _is_ipv4(address.host)
    named = len(labels) > 1 and len(address.host) <= 253
    return not named or not all(_LABEL.fullmatch(label) for label in labels)


def _is_ipv4(host: str) -> bool:
    try:
        return str(IPv4Address(host)) == host
    except AddressValueError:
        return False


def _is_no_port(address: _Address) -> bool:
    if address.port is None:
        return False
    return not _PORT.fullmatch(address.port) or int(address.port) > 65535


def _is_insecure(address: _Address) -> bool:
    return address.scheme == "http" and address.host not in _SAME_MACHINE


def _is_same_machine_in_vain(address: _Address) -> bool:
    if not address.web or address.host not in _SAME_MACHINE or address.development:
        return False
    return not (address.native and address.scheme == "http" and address.host in _LOOPBACK_ADDRESSES)


def _walks(address: _Address) -> bool:
    return not {".", ".."}.isdisjoint(address.path.split("/"))


def _is_reserved(address: _Address) -> bool:
    fields = parse_qsl(address.query.replace(";", "&"), keep_blank_values=True)  # ; parts fields for some
    return any(name in RESERVED for name, _ in fields)


_OF_TEXT: Final[dict[RedirectFault, Callable[[str], object]]] = {
    RedirectFault.LENGTH: lambda uri: not uri or len(uri) > LONGEST,
    RedirectFault.CHARACTERS: lambda uri: not _LETTERS.fullmatch(uri),
    RedirectFault.WILDCARD: lambda uri: "*" in uri,
    RedirectFault.ENCODING: _BAD_PERCENT.search,
}
_OF_PARTS: Final[dict[RedirectFault, Callable[[_Address], bool]]] = {
    RedirectFault.SCHEME: _is_no_scheme_for_it,
    RedirectFault.AUTHORITY: lambda address: not address.web and address.authority is not None,
    RedirectFault.RELATIVE: _is_incomplete,
    RedirectFault.FRAGMENT: lambda address: bool(address.fragment),
    RedirectFault.USERINFO: lambda address: "@" in (address.authority or ""),
    RedirectFault.HOST: _is_no_host,
    RedirectFault.PORT: _is_no_port,
    RedirectFault.INSECURE: _is_insecure,
    RedirectFault.LOOPBACK: _is_same_machine_in_vain,
    RedirectFault.DOTS: _walks,
    RedirectFault.RESERVED: _is_reserved,
}
