# SPDX-License-Identifier: EUPL-1.2
"""A visitor who reads forms out of pages and sends them back: for tests against real servers."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients of our own servers, which encrypt nothing: no authority is trusted, so none is read in."""


class _Fields(HTMLParser):
    """Collects the hidden fields of the page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a browser would send unseen."""
        values = dict(attrs)
        if tag == "input" and values.get("type") == "hidden" and values.get("name"):
            self.hidden[str(values["name"])] = values.get("value") or ""


@dataclass(slots=True)
class Visitor:
    """Somebody with cookies of their own."""

    base: str
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.base, timeout=30, trust_env=False, verify=PLAIN)

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def prepare(self, path: str, fields: Mapping[str, str]) -> dict[str, str]:
        """Open a page and return what its form would send with these fields filled in."""
        reader = _Fields()
        reader.feed(self.client.get(path, follow_redirects=True).text)
        return {**reader.hidden, **fields}

    def send(self, path: str, data: Mapping[str, str]) -> httpx.Response:
        """Send a prepared form; redirects are not followed."""
        return self.client.post(path, data=dict(data), headers={"Origin": self.base})

    def fill(self, path: str, fields: Mapping[str, str]) -> httpx.Response:
        """Open a page, fill its form in and send it."""
        return self.send(path, self.prepare(path, fields))

    def sign_in_at_the_desk(self, username: str, password: str) -> None:
        """Begin a clerk's session."""
        answer = self.fill("/ugyintezo/belepes/", {"username": username, "password": password})
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text

    def register(self, number: int) -> httpx.Response:
        """Register the person whose identity card is ``number``; the look-up goes before."""
        card = f"{number:06}ZZ"
        fields = {
            "category": "hun",
            "document": "id_card",
            "document_number": card,
            "address_card": "yes",
            "address_card_number": card,
            "email": f"visitor{number}@example.com",
            "email_again": f"visitor{number}@example.com",
            "username": f"visitor.{number}",
        }
        self.fill("/ugyintezo/uj/", {**fields, "step": "look-up"})
        agreed = {"same_person": "1", "consent": "1", "step": "register"}
        return self.fill("/ugyintezo/uj/", {**fields, **agreed})


def people_csv(numbers: range) -> str:
    """Return a register file with one adult for each number, who shows card ``number``."""
    head = (
        "register,reference,family_name,given_names,mother_family_name,mother_given_names,birth_place,"
        "birth_date,citizenship,document_1_kind,document_1_number,document_1_valid_until,address_card\n"
    )
    return head + "".join(
        f"population,V-{number},Minta,Mária,Teszt,Erzsébet,Győr,1984-03-27,HUN,"
        f"id_card,{number:06}ZZ,2040-01-01,{number:06}ZZ\n"
        for number in numbers
    )
