"""The cast: Owen owns the review, Ada and Grace screen, Judy adjudicates, Audrey audits, Olive only looks,
Eve extracts, Ines searches, Mallory owns another review and must never reach this one.

``make_*`` functions build what a test stands on, through the operations or inside a trail of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client

from screening.accounts.models import User
from screening.accounts.operations import change_account
from screening.audit import trail
from screening.audit.events import Event
from screening.reviews.models import Member, Review
from screening.reviews.operations import create_review
from screening.reviews.permissions import Role
from screening.reviews.team import add_member

PASSWORD = "correct horse battery"


@contextmanager
def arranging(review: Review) -> Iterator[None]:
    """Write rows straight into a review, for tests that stand on them; leaves one event."""
    with trail.follow(review_id=review.pk, actor_id=None):
        yield
        trail.record(Event.REVIEW_SETTINGS_CHANGED, review, changed=["arranged by a test"])


def make_user(name: str, **fields: object) -> User:
    return User.objects.create_user(f"{name.lower()}@example.org", PASSWORD, name=name, **fields)


def store_key(user: User, service: str, secret: str) -> None:
    change_account(by=user, name=user.name, email=user.email, keys={service: secret})


def join(owner: Member, name: str, role: Role) -> Member:
    return add_member(by=owner, user=make_user(name), role=role)


@pytest.fixture
def owen(db: None) -> Member:
    return create_review(by=make_user("Owen"), slug="exosomes", title="Exosomes for low back pain")


@pytest.fixture
def review(owen: Member) -> Review:
    return owen.review


@pytest.fixture
def ada(owen: Member) -> Member:
    return join(owen, "Ada", Role.REVIEWER)


@pytest.fixture
def grace(owen: Member) -> Member:
    return join(owen, "Grace", Role.REVIEWER)


@pytest.fixture
def judy(owen: Member) -> Member:
    return join(owen, "Judy", Role.ADJUDICATOR)


@pytest.fixture
def eve(owen: Member) -> Member:
    return join(owen, "Eve", Role.EXTRACTOR)


@pytest.fixture
def ines(owen: Member) -> Member:
    return join(owen, "Ines", Role.INFORMATION_SPECIALIST)


@pytest.fixture
def audrey(owen: Member) -> Member:
    return join(owen, "Audrey", Role.AUDITOR)


@pytest.fixture
def olive(owen: Member) -> Member:
    return join(owen, "Olive", Role.OBSERVER)


@pytest.fixture
def mallory(db: None) -> Member:
    return create_review(by=make_user("Mallory"), slug="other", title="Another review")


def signed_in(member: Member | User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(member.user if isinstance(member, Member) else member)
    return client
