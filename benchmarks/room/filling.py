"""A review with many citations, half of them screened, and people who are signed in."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from benchmarks.search_job import someone
from screening.accounts.models import User
from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.models import Candidate, Vote
from screening.protocol.models import Criterion, ExclusionReason, ProtocolVersion, Stage, StageRules
from screening.records.models import Citation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Role

SLUG = "room"
BATCH = 2000
REASONS = ("Wrong population", "Wrong intervention", "Not a trial", "Protocol only", "Animal study")
ABSTRACT = (
    ("Background", "Low back pain is frequent, and exosomes of stem cells may lessen it. " * 4),
    ("Methods", "We randomised 120 adults to an injection of exosomes or of saline, asked after a year. " * 4),
    ("Results", "Pain fell in both groups; the difference was small, and larger where discs were degenerate. " * 4),
)  # fmt: skip


def fill(*, citations: int, people: int, voted: float, plan: Path) -> None:
    """``voted`` is the part of the citations that was decided before the benchmark begins."""
    call_command("migrate", verbosity=0)
    if not Review.objects.filter(slug=SLUG).exists():
        review = someone(SLUG, key=False).review
        with trail.follow(review_id=review.pk, actor_id=None):
            trail.record(Event.REVIEW_SETTINGS_CHANGED, review, changed=["filled for a benchmark"])
            protocol = _protocol(review)
            members = _members(review, people)
        chance = random.Random(1)
        for start in range(0, citations, BATCH):
            with trail.follow(review_id=review.pk, actor_id=None):
                trail.record(Event.REVIEW_SETTINGS_CHANGED, review, changed=["filled for a benchmark"])
                numbers = range(start, min(start + BATCH, citations))
                candidates = _candidates(review, numbers)
                _votes(candidates[: round(len(candidates) * voted)], members, protocol, chance)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")
    plan.write_text(json.dumps(_signed_in()))


def _protocol(review: Review) -> ProtocolVersion:
    made = ProtocolVersion.objects.create(
        review=review, number=1, frozen_at=timezone.now(), include_terms="exosom*\nlow back pain", exclude_terms="rat*"
    )  # fmt: skip
    for stage in Stage:
        StageRules.objects.create(review=review, version=made, stage=stage, votes_required=2)
    for code, text in (("I1", "Adults with low back pain"), ("I2", "Exosomes")):
        Criterion.objects.create(review=review, version=made, kind="inclusion", code=code, text=text)
    for position, label in enumerate(REASONS):
        ExclusionReason.objects.create(review=review, label=label, position=position)
    return made


def _members(review: Review, people: int) -> list[Member]:
    users = User.objects.bulk_create(
        User(email=f"{number}@example.org", name=f"Person {number}", password="!") for number in range(people)
    )
    return Member.objects.bulk_create(Member(review=review, user=user, role=Role.REVIEWER) for user in users)


def _candidates(review: Review, numbers: range) -> list[Candidate]:
    made = [
        Citation(
            review=review,
            title=f"Exosomes for low back pain in adults: a randomised trial, number {number}",
            authors=[{"family": name, "given": "A B"} for name in ("Müller", "Smith", "Okafor", "Zhang")],
            year=1980 + number % 46,
            journal="Journal of Measured Things",
            pmid=str(20_000_000 + number),
            abstract=[{"label": label, "text": text} for label, text in ABSTRACT],
            abstract_text=" ".join(text for _, text in ABSTRACT),
            route="dbr",
        )
        for number in numbers
    ]
    Citation.objects.insert(made)
    candidates = [
        Candidate(review=review, citation=citation, stage=Stage.TITLE_ABSTRACT) for citation in made
    ]
    Candidate.objects.insert(candidates)
    return candidates


def _votes(candidates: list[Candidate], members: list[Member], protocol: Any, chance: random.Random) -> None:
    """Two who exclude each of them; and a first vote on every twentieth of those that wait."""
    for candidate in candidates:
        candidate.outcome, candidate.decided_by = "excluded", "agreed"
    Candidate.objects.bulk_update(candidates, ["outcome", "decided_by"])
    Vote.objects.add_all(
        Vote(
            review_id=candidate.review_id, candidate=candidate, by=by, verdict="exclude", seconds=9,
            protocol=protocol, key=UUID(int=chance.getrandbits(128)), is_first=True,
        )
        for candidate in candidates for by in chance.sample(members, 2)
    )  # fmt: skip


def _signed_in() -> dict[str, Any]:
    members = (
        Member.objects.select_related("user").filter(review__slug=SLUG, role=Role.REVIEWER).order_by("pk")
    )
    people = []
    for member in members:
        browser = Client()
        browser.force_login(member.user)
        people.append({"member": member.pk, "session": browser.cookies["sessionid"].value})
    reasons = list(ExclusionReason.objects.filter(review__slug=SLUG).values_list("pk", flat=True))
    latest = (
        Vote.objects.unblinded(because="a benchmark").order_by("-pk").values_list("pk", flat=True).first()
    )
    return {"slug": SLUG, "people": people, "reasons": reasons, "since": latest or 0}
