"""Who asks a source, and what is sent: the contact address, the key, and the strategy with its limits."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

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

NO_ADDRESS = (
    "No contact e-mail is set, and databases ask for one with every request. The owner sets it in the review's"
    " settings (“Contact e-mail for literature databases”), an administrator for all reviews with NCBI_EMAIL."
    " Nothing was sent."
)

WITH_NCBI_KEY = "pubmed"
LONGEST_PREVIEW = 25.0  # seconds that a person waits before a page


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

    For NCBI, the member's own key goes before the installation's; OpenAlex's is in ``CONNECTOR_OPTIONS``.
    """
    ncbi_key = member.user.ncbi_api_key or settings.NCBI_API_KEY
    return Context(
        contact_email=contact_email(member.review),
        api_key=ncbi_key if connector == WITH_NCBI_KEY else "",
        cancelled=cancelled,
        say=say,
    )


def query_of(strategy: str, limits: str) -> str:
    """The string that is sent: limits, where there are any, are joined with AND."""
    strategy, limits = strategy.strip(), limits.strip()
    return f"({strategy}) AND ({limits})" if limits else strategy


def query_for(search: Search) -> str:
    return query_of(search.strategy, search.limits)


def preview(*, member: Member, source: Source, query: str) -> Preview:
    """What the source says about a query, without fetching anything. Raises ``ValidationError``."""
    require_contact_email(member.review)
    until = time.monotonic() + LONGEST_PREVIEW
    context = context_for(member, source, cancelled=lambda: time.monotonic() > until)
    try:
        return connector_of(source).preview(query, context)
    except SearchCancelled:
        raise ValidationError(
            f"{source} did not answer within {LONGEST_PREVIEW:.0f} seconds. Nothing was fetched; try again."
        ) from None
    except (SearchRefused, SearchInterrupted) as trouble:
        raise ValidationError(str(trouble)) from trouble
