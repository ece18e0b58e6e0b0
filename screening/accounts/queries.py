"""Questions about accounts."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from screening.accounts.models import ReadingPreferences, StoredKey, User
from screening.accounts.service_keys import SERVICES


def stored_services(*, user: User) -> set[str]:
    """The services of which this person has stored a key that can still be read."""
    return {name for name, secret in _stored(user).items() if secret}


def keys_for(*, user: User, services: Sequence[str]) -> dict[str, str]:
    """Keys that belong together, each ``""`` where there is none: the person's own, else the installation's.

    The first decides whose: a token of one customer does not fit the key of another.
    """
    if not services:
        return {}
    own = _stored(user)
    if own.get(services[0]):
        return {name: own.get(name, "") for name in services}
    return {name: str(getattr(settings, SERVICES[name].setting)) for name in services}


def reading_preferences(*, user: User) -> ReadingPreferences:
    """Theirs, or what holds for who never changed any (not saved)."""
    return ReadingPreferences.objects.filter(user=user).first() or ReadingPreferences(user=user)


def _stored(user: User) -> dict[str, str]:
    return dict(StoredKey.objects.filter(user=user).values_list("service", "secret"))
