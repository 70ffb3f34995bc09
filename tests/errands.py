# SPDX-License-Identifier: EUPL-1.2
"""What one process of a race over HTTP does; imported by fresh processes, so it knows no Django."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

from tests.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Errand:
    """What one process of a race does: the same form from several browsers at once."""

    url: str
    path: str
    fields: tuple[tuple[str, str], ...]
    browsers: int
    clerk: tuple[str, str] = ("", "")


def send_at_once(errand: Errand) -> list[int]:
    """Prepare every browser, then send from all of them at once; return the answers' codes."""
    barrier = Barrier(errand.browsers)

    def one(_: int) -> int:
        with Visitor(errand.url) as visitor:
            if errand.clerk[0]:
                visitor.sign_in_at_the_desk(*errand.clerk)
                visitor.fill(errand.path, {**dict(errand.fields), "step": "look-up"})
            data = visitor.prepare(errand.path, dict(errand.fields))
            barrier.wait()
            return visitor.send(errand.path, data).status_code

    with ThreadPoolExecutor(errand.browsers) as pool:
        return list(pool.map(one, range(errand.browsers)))


@dataclass(frozen=True, slots=True)
class Sending:
    """A form that is filled in already, in a browser with these cookies."""

    url: str
    cookies: tuple[tuple[str, str], ...]
    path: str
    data: tuple[tuple[str, str], ...]


def filled_in(visitor: Visitor, path: str, fields: dict[str, str]) -> Sending:
    """Return a form as this visitor would send it."""
    data = visitor.prepare(path, fields)
    return Sending(visitor.base, tuple(visitor.client.cookies.items()), path, tuple(data.items()))


def send_now(sending: Sending) -> int:
    """Send a form that is filled in; return the answer's code."""
    with Visitor(sending.url) as visitor:
        visitor.client.cookies.update(dict(sending.cookies))
        return visitor.send(sending.path, dict(sending.data)).status_code
