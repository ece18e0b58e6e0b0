"""Who asks a source, and what is sent: the contact address, the key, and the strategy with its limits."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from screening.accounts.queries import keys_for
from screening.accounts.service_keys import SERVICES
from screening.reviews.models import Member, Review
from screening.searches.connector import (
    CONNECTORS,
    Connector,
    Context,
    Preview,
    SearchCancelled,
    SearchInterrupted,
    SearchRefused,
)
from screening.searches.models import Search, Source
from screening.searches.strategies.expansion import Strategy, StrategyRefused

NO_ADDRESS = (
    "No contact e-mail is set, and databases ask for one with every request. The owner sets it in the review's"
    " settings (“Contact e-mail for literature databases”), an administrator for all reviews with NCBI_EMAIL."
    " Nothing was sent."
)

LONGEST_PREVIEW = 25.0  # seconds that a person waits before a page


def after(seconds: float) -> Callable[[], bool]:
    """For a ``Context``: cancelled once this time has passed from now on."""
    until = time.monotonic() + seconds
    return lambda: time.monotonic() > until


def connector_of(source: Source) -> Connector:
    """The source's connector, set up for this installation. Raises ``KeyError`` where it has none."""
    return connector_named(source.connector)


def connector_named(key: str) -> Connector:
    plugin: Any = CONNECTORS[key]  # the protocol says nothing of how a connector is made
    connector: Connector = plugin(
        **{"redis_url": settings.REDIS_URL} | settings.CONNECTOR_OPTIONS.get(key, {})
    )
    return connector


def contact_email(review: Review) -> str:
    """The installation's address, else the review's; ``""`` when neither is set."""
    return settings.NCBI_EMAIL or review.contact_email


def require_contact_email(review: Review) -> None:
    """Raises ``ValidationError`` saying where to set the address."""
    if not contact_email(review):
        raise ValidationError(NO_ADDRESS)


def missing_key(member: Member, connector: str) -> str:
    """How to get the key that the connector needs and this member has not; ``""`` where nothing is missing."""
    if connector not in CONNECTORS:
        return ""
    plugin = CONNECTORS[connector]
    if not plugin.needs_key or any(_keys(member, connector)[:1]):
        return ""
    service = SERVICES[plugin.services[0]]
    return (
        f"{plugin.label} is searched only with a key. {service.source} Store yours under “My"
        f" account” ({service.label}), or an administrator sets {service.setting} for everybody."
    )


def require_key(member: Member, source: Source) -> None:
    """Raises ``ValidationError`` saying where a key comes from."""
    if sentence := missing_key(member, source.connector):
        raise ValidationError(f"{sentence} Nothing was sent.")


def _keys(member: Member, connector: str) -> list[str]:
    services = CONNECTORS[connector].services if connector in CONNECTORS else ()
    return list(keys_for(user=member.user, services=services).values())


def context_for(
    member: Member,
    source: Source,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    say: Callable[[str], None] = lambda sentence: None,
) -> Context:
    """What the source's connector needs to ask in this member's name."""
    return context_named(member, source.connector, cancelled=cancelled, say=say)


def context_named(
    member: Member,
    connector: str,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    say: Callable[[str], None] = lambda sentence: None,
) -> Context:
    """The same for a connector by its key. A member's key is shown only to the service that gave it.

    The member's own key goes before the installation's; OpenAlex's is in ``CONNECTOR_OPTIONS``.
    """
    key, token, *_ = *_keys(member, connector), "", ""
    return Context(
        contact_email=contact_email(member.review),
        api_key=key,
        token=token,
        cancelled=cancelled,
        say=say,
    )


def query_of(strategy: str, limits: str) -> str:
    """The string that is sent: numbered lines put together, limits joined with AND. Raises ``ValidationError``."""
    try:
        return Strategy(strategy, limits).query
    except StrategyRefused as refusal:
        raise ValidationError(refusal.sentences) from refusal


def query_for(search: Search) -> str:
    return query_of(search.strategy, search.limits)


def preview(*, member: Member, source: Source, query: str, patience: float = LONGEST_PREVIEW) -> Preview:
    """What the source says about a query, without fetching anything, in ``patience`` seconds or not at all.

    Raises ``ValidationError``.
    """
    require_contact_email(member.review)
    require_key(member, source)
    context = context_for(member, source, cancelled=after(patience))
    try:
        return connector_of(source).preview(query, context)
    except SearchCancelled:
        raise ValidationError(
            f"{source} did not answer within {patience:.0f} seconds. Nothing was fetched; try again."
        ) from None
    except (SearchRefused, SearchInterrupted) as trouble:
        raise ValidationError(str(trouble)) from trouble
