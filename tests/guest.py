# SPDX-License-Identifier: EUPL-1.2
"""Somebody whom a service sends to the gate: follows redirects and answers the gate's forms on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

from tests.pages.html import Element, Page

MOST_STEPS: Final = 30
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(slots=True)
class Guest:
    """A browser without script, and what its owner knows.

    ``second_step`` gives the next code of an authenticator; ``agrees_to`` names the data that are ticked,
    all of them if it is ``None``.
    """

    gate: str
    username: str = ""
    password: str = ""
    second_step: Callable[[], str] | None = None
    agrees_to: frozenset[str] | None = None
    declines: bool = False
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, trust_env=False))
    seen: list[str] = field(default_factory=list)

    def go(self, address: str, *, until: str = "") -> httpx.Response:
        """Open an address and go on until a page of nobody's forms, or a redirect to ``until``."""
        return self._on(self.client.get(address), until)

    def send(self, address: str, data: Mapping[str, str], *, until: str = "") -> httpx.Response:
        """Send a form and go on."""
        headers = {"Origin": origin(address)}
        return self._on(self.client.post(address, data=dict(data), headers=headers), until)

    def press(self, response: httpx.Response, label: str, *, until: str = "") -> httpx.Response:
        """Press the button of a page that says this, and go on."""
        for form in Page(response.text).all("form"):
            for button in _inside(form, "button"):
                if " ".join(button.text.split()) == label:
                    address = urljoin(str(response.url), form.attributes.get("action", ""))
                    return self.send(address, _fields(form) | _own(button), until=until)
        raise AssertionError(f"no button {label} at {response.url}")

    def _on(self, response: httpx.Response, until: str) -> httpx.Response:
        for _ in range(MOST_STEPS):
            address = _led_to(response)
            if address:
                if until and address.startswith(until):
                    return response
                response = self.client.get(address)
                continue
            answered = self._answered(response)
            if answered is None:
                return response
            response = answered
        raise AssertionError(f"no end: {self.seen}")

    def _answered(self, response: httpx.Response) -> httpx.Response | None:
        """Send the form of a page of the gate that a sign-in leads to; ``None`` on every other page."""
        if origin(str(response.url)) != self.gate or response.is_error:
            return None
        self.seen.append(urlsplit(str(response.url)).path)
        for form in Page(response.text).all("form"):
            data = self._filled(form)
            if data is not None:
                address = urljoin(str(response.url), form.attributes.get("action", "") or "")
                return self.client.post(address, data=data, headers={"Origin": self.gate})
        return None

    def _filled(self, form: Element) -> dict[str, str | list[str]] | None:
        names = {element.attributes.get("name") for element in _inside(form, "input")}
        if {"username", "password"} <= names and self.username:
            return {**_fields(form), "username": self.username, "password": self.password}
        if names & {"code", "password"} and "username" not in names:
            return self._proof(form, names)
        if any(_own(button) == {"step": "agree"} for button in _inside(form, "button")):
            return self._decided(form)
        return None

    def _proof(self, form: Element, names: set[str | None]) -> dict[str, str | list[str]] | None:
        if "code" in names and self.second_step is not None:
            return {**_fields(form), "code": self.second_step()}
        return {**_fields(form), "password": self.password} if "password" in names else None

    def _decided(self, form: Element) -> dict[str, str | list[str]]:
        if self.declines:
            return {**_fields(form), "step": "decline"}
        ticked: dict[str, list[str]] = {}
        for box in _inside(form, "input"):
            value = box.attributes.get("value", "on")
            if box.attributes.get("type") == "checkbox" and (
                self.agrees_to is None or value in self.agrees_to
            ):
                ticked.setdefault(box["name"], []).append(value)
        return {**_fields(form), **ticked, "step": "agree"}


def _led_to(response: httpx.Response) -> str:
    """Return where a browser goes on to by itself, by a redirect or a page that is one; empty if nowhere."""
    if response.status_code in REDIRECTS:
        return urljoin(str(response.url), response.headers["Location"])
    for element in (
        Page(response.text).all("meta") if "html" in response.headers.get("Content-Type", "") else []
    ):
        if element.attributes.get("http-equiv", "").lower() == "refresh":
            return urljoin(str(response.url), element["content"].partition("url=")[2])
    return ""


def origin(address: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _inside(form: Element, tag: str) -> list[Element]:
    return [element for element in form.inside if element.tag == tag]


def _fields(form: Element) -> dict[str, str]:
    """Return what a browser would send of a form without its owner doing anything: hidden fields."""
    hidden = (element for element in _inside(form, "input") if element.attributes.get("type") == "hidden")
    return {element["name"]: element.attributes.get("value", "") for element in hidden if "name" in element}


def _own(button: Element) -> dict[str, str]:
    """Return what a button says of itself when it is pressed."""
    name = button.attributes.get("name")
    return {name: button.attributes.get("value", "")} if name else {}
