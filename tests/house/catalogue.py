# SPDX-License-Identifier: EUPL-1.2
"""What the house says, read from code and templates, and the one catalogue that translates it.

``python -m tests.house.catalogue`` brings the catalogue up to date: catalogues that rooms still
keep for themselves are merged into it, new messages are added empty, unused ones dropped.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import django
import polib
from babel.messages.extract import extract_python

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "ugyfelkapu"
MASTER = PACKAGE / "locale" / "hu" / "LC_MESSAGES" / "django.po"
PLAIN = ("_", "gettext", "gettext_lazy", "gettext_noop")
PLURAL = ("ngettext", "ngettext_lazy")
CONTEXT = ("pgettext", "pgettext_lazy")
BOTH = ("npgettext", "npgettext_lazy")
KEYWORDS = dict.fromkeys((*PLAIN, *PLURAL, *CONTEXT, *BOTH))
WIDTH = 100
SKIPPED = {"migrations", "static", "static_src", "node_modules"}


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One thing to translate."""

    text: str
    plural: str = ""
    context: str = ""


def messages() -> dict[Message, list[str]]:
    """Return every message with the files that say it."""
    found: dict[Message, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if (
            path.suffix not in {".py", ".html", ".txt"}
            or "migrations" in path.parts
            or "static" in path.parts
        ):
            continue
        for message in _messages_of(path):
            places = found.setdefault(message, [])
            name = path.relative_to(ROOT).as_posix()
            if name not in places:
                places.append(name)
    return found


def _messages_of(path: Path) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        if "{%" not in text and "{{" not in text:
            return
        text = _as_code(text)
    for _line, function, arguments, _comments in extract_python(io.BytesIO(text.encode()), KEYWORDS, [], {}):
        said = cast("str | tuple[str | None, ...]", arguments)
        parts = (said,) if isinstance(said, str) else said
        texts = [part or "" for part in parts]
        if not texts or not texts[0]:
            continue
        if function in PLAIN:
            yield Message(texts[0])
        elif function in PLURAL:
            yield Message(texts[0], texts[1])
        elif function in CONTEXT:
            yield Message(texts[1], "", texts[0])
        else:
            yield Message(texts[1], texts[2], texts[0])


def _as_code(template: str) -> str:
    from django.utils.translation.template import templatize  # needs settings

    return re.sub(r"(?m)^[ \t]+", "", templatize(template))


def catalogues() -> list[Path]:
    """Return every Hungarian catalogue: the one of the house, and those not merged yet."""
    return sorted(PACKAGE.glob("**/locale/hu/LC_MESSAGES/django.po"))


def entries() -> list[polib.POEntry]:
    """Return what the catalogues hold, the house's own first."""
    paths = sorted(catalogues(), key=lambda path: path != MASTER)
    return [entry for path in paths for entry in polib.pofile(str(path)) if not entry.obsolete]


def message_of(entry: polib.POEntry) -> Message:
    """Return what an entry translates."""
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def update() -> list[Message]:
    """Write the one catalogue anew from all; return what has no translation yet."""
    known = {message_of(entry): entry for entry in reversed(entries())}
    catalogue = polib.POFile(wrapwidth=WIDTH)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "hu",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    missing = []
    for message, places in sorted(messages().items()):
        entry = known.get(message) or _empty(message)
        entry.occurrences = [(place, "") for place in places]
        catalogue.append(entry)
        if not entry.translated():
            missing.append(message)
    MASTER.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(MASTER))
    for path in catalogues():
        if path != MASTER:
            path.unlink()
            path.with_suffix(".mo").unlink(missing_ok=True)
    return missing


def _empty(message: Message) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: "", 1: ""}
    return entry


def main() -> int:
    """Update; name what is missing."""
    django.setup()
    missing = update()
    for message in missing:
        sys.stderr.write(f"no translation yet: {message.text}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    sys.exit(main())
