# SPDX-License-Identifier: EUPL-1.2
"""Acts on the keys that sign for the gate.

A key is made outside any transaction: making one takes long, and a module may be silent. Where several
processes make the same key at once, the unique constraint decides and the losers destroy theirs.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from django.db import IntegrityError

from ugyfelkapu.domain.errors import NotAllowed, SignerSilent
from ugyfelkapu.domain.key_events import (
    SigningKeyActivated,
    SigningKeyDestroyed,
    SigningKeyMade,
    SigningKeyRetired,
    SigningKeyWithdrawn,
)
from ugyfelkapu.federation.oidc.jose import published
from ugyfelkapu.federation.oidc.kept_keys import kept
from ugyfelkapu.federation.oidc.models import SigningKey
from ugyfelkapu.federation.oidc.protocol.key_life import (
    PUBLISHED,
    KeyState,
    may_go,
    may_sign,
    needs_successor,
)
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.vault.places import FILE, place, place_of
from ugyfelkapu.vault.signing import ALGORITHMS, Made

TRIES: Final = 3

logger = logging.getLogger(__name__)


def make_active(algorithm: str, *, by: Actor, at: datetime) -> None:
    """See to it that a key signs here: at first need, or because the one that did rests elsewhere.

    Belongs outside acts. Raises :class:`SignerSilent`.
    """
    _make(algorithm, KeyState.ACTIVE, by=by, at=at)


def publish_successor(algorithm: str, *, by: Actor, at: datetime) -> None:
    """See to it that the next key is published. Belongs outside acts. Raises :class:`SignerSilent`."""
    _make(algorithm, KeyState.NEXT, by=by, at=at)


def replace_all(*, by: Actor, at: datetime) -> None:
    """Withdraw every key there is and sign with new ones at once: somebody may have got hold of the old.

    Belongs outside acts. Raises :class:`SignerSilent`; nothing has changed then.
    """
    for left in reversed(range(TRIES)):
        made = _one_of_each()
        try:
            _replace(made, by=by, at=at)
            break
        except IntegrityError:  # a worker has just made a key of its own: it goes like the others
            _unmake(made.values())
            if not left:
                raise
    kept.forget()
    destroy_withdrawn(by=by, at=at)


def rotate(*, by: Actor, at: datetime) -> None:
    """Publish the next key of every algorithm; each signs once everybody can know it."""
    for algorithm in place().algorithms():
        if not SigningKey.objects.filter(algorithm=algorithm, state=KeyState.ACTIVE).exists():
            make_active(algorithm, by=by, at=at)
        elif not SigningKey.objects.filter(algorithm=algorithm, state=KeyState.NEXT).exists():
            publish_successor(algorithm, by=by, at=at)


def advance(*, by: Actor, at: datetime) -> None:
    """Move every key on that is due; a silent module is asked again next time.

    The first keys are not made here: where nobody needs one, a worker has better things to do.
    """
    able = _able()
    for algorithm in ALGORITHMS:
        try:
            _advance(algorithm, able, by=by, at=at)
        except SignerSilent:
            logger.warning("no %s key could be made", algorithm)
    kept.forget()
    destroy_withdrawn(by=by, at=at)


def _able() -> tuple[str, ...]:
    """Return the algorithms that keys can be made for now."""
    try:
        return place().algorithms()
    except SignerSilent:
        logger.warning("no signing key can be made: the module is silent")
        return ()


def destroy_withdrawn(*, by: Actor, at: datetime) -> None:
    """Destroy the private halves of withdrawn keys that rest in a module."""
    for key in SigningKey.objects.filter(state=KeyState.GONE, gone_at=None):
        try:
            place_of(key.backend).destroy(key.private)
        except SignerSilent:
            logger.warning("key %s waits for its module to be destroyed", key.kid)
            continue
        _note_destroyed(key, by=by, at=at)


def _advance(algorithm: str, able: Collection[str], *, by: Actor, at: datetime) -> None:
    keys = list(SigningKey.objects.filter(algorithm=algorithm, state__in=PUBLISHED))
    if not keys:
        return
    for key in keys:
        foreign = key.state == KeyState.NEXT and key.backend != place().name
        if foreign or (key.retired_at is not None and may_go(key.retired_at, at=at)):
            _withdraw(key, by=by, at=at)
    ours = {KeyState(key.state): key for key in keys if key.backend == place().name}
    active, successor = ours.get(KeyState.ACTIVE), ours.get(KeyState.NEXT)
    if active is not None and successor is not None and may_sign(successor.made_at, at=at):
        _succeed(active, successor, by=by, at=at)
    elif active is None and algorithm in able:
        make_active(algorithm, by=by, at=at)
    elif active is not None and successor is None and algorithm in able and _ends_soon(active, at):
        publish_successor(algorithm, by=by, at=at)


def _ends_soon(active: SigningKey, at: datetime) -> bool:
    return active.active_at is not None and needs_successor(active.active_at, at=at)


def _make(algorithm: str, state: KeyState, *, by: Actor, at: datetime) -> None:
    made = place().make(algorithm)
    try:
        _add(algorithm, made, state, by=by, at=at)
    except IntegrityError:  # another process was faster
        _unmake([made])
    kept.forget()


def _one_of_each() -> dict[str, Made]:
    made: dict[str, Made] = {}
    try:
        for algorithm in place().algorithms():
            made[algorithm] = place().make(algorithm)
    except SignerSilent:
        _unmake(made.values())
        raise
    return made


def _unmake(made: Iterable[Made]) -> None:
    """Destroy keys that nobody will use; a module that falls silent meanwhile keeps them for nothing."""
    with suppress(SignerSilent):
        for one in made:
            place().destroy(one.private)


@act
def _add(algorithm: str, made: Made, state: KeyState, *, by: Actor, at: datetime) -> None:
    if state is KeyState.ACTIVE:
        _retire_foreign(algorithm, at)
    _create(algorithm, made, state, at)


def _retire_foreign(algorithm: str, at: datetime) -> None:
    """Let a key that rests elsewhere sign no more: the settings name another place now."""
    active = SigningKey.objects.filter(algorithm=algorithm, state=KeyState.ACTIVE)
    for key in active.exclude(backend=place().name):
        _retire(key, at)


def _retire(key: SigningKey, at: datetime) -> bool:
    """Retire the key unless it has stopped signing already; say whether."""
    signing = SigningKey.objects.filter(pk=key.pk, state=KeyState.ACTIVE)
    if not signing.update(state=KeyState.RETIRED, retired_at=at):
        return False
    record(SigningKeyRetired(subject=key.id, kid=key.kid, algorithm=key.algorithm))
    return True


def _create(algorithm: str, made: Made, state: KeyState, at: datetime) -> None:
    public = published(made.public, algorithm=algorithm)
    name = place().name
    key = SigningKey(
        kid=public["kid"],
        algorithm=algorithm,
        state=state,
        backend=name,
        public=public,
        private=made.private,
        made_at=at,
        active_at=at if state is KeyState.ACTIVE else None,
    )
    key.save(force_insert=True)
    record(SigningKeyMade(subject=key.id, kid=key.kid, algorithm=algorithm, place=name, state=state))


def _succeed(active: SigningKey, successor: SigningKey, *, by: Actor, at: datetime) -> None:
    try:
        _activate(active, successor, by=by, at=at)
    except NotAllowed:
        logger.info("%s signs already: another process was faster", successor.kid)


@act
def _activate(active: SigningKey, successor: SigningKey, *, by: Actor, at: datetime) -> None:
    """Let the published key sign. Raises :class:`NotAllowed` when either has moved on meanwhile."""
    waiting = SigningKey.objects.filter(pk=successor.pk, state=KeyState.NEXT)
    if not _retire(active, at) or not waiting.update(state=KeyState.ACTIVE, active_at=at):
        raise NotAllowed(subject=successor.id)
    record(SigningKeyActivated(subject=successor.id, kid=successor.kid, algorithm=successor.algorithm))


@act
def _replace(made: Mapping[str, Made], *, by: Actor, at: datetime) -> None:
    for key in SigningKey.objects.filter(state__in=PUBLISHED):
        _let_go(key, at)
    for algorithm, one in made.items():
        _create(algorithm, one, KeyState.ACTIVE, at)


def _withdraw(key: SigningKey, *, by: Actor, at: datetime) -> None:
    try:
        _end(key, by=by, at=at)
    except NotAllowed:
        logger.info("%s is gone already: another process was faster", key.kid)


@act
def _end(key: SigningKey, *, by: Actor, at: datetime) -> None:
    """Withdraw a key. Raises :class:`NotAllowed` when it is gone already."""
    if not _let_go(key, at):
        raise NotAllowed(subject=key.id)


def _let_go(key: SigningKey, at: datetime) -> bool:
    """Withdraw a key, and wipe it where its private half rests here; say whether it was there still."""
    there = SigningKey.objects.filter(pk=key.pk, state__in=PUBLISHED)
    here = key.backend == FILE
    wiped = {"private": _emptied(key), "gone_at": at} if here else {}
    if not there.update(state=KeyState.GONE, **wiped):
        return False
    record(SigningKeyWithdrawn(subject=key.id, kid=key.kid, algorithm=key.algorithm))
    if here:
        record(SigningKeyDestroyed(subject=key.id, kid=key.kid, algorithm=key.algorithm))
    return True


@act
def _note_destroyed(key: SigningKey, *, by: Actor, at: datetime) -> None:
    SigningKey.objects.filter(pk=key.pk).update(private=_emptied(key), gone_at=at)
    record(SigningKeyDestroyed(subject=key.id, kid=key.kid, algorithm=key.algorithm))


def _emptied(key: SigningKey) -> bytes | None:
    return SigningKey._meta.get_field("private").sealed("", key.pk)
