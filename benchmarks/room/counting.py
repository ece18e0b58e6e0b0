"""The database counted against the people's own logs, after everything; and how many queries each request takes."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.room.filling import SLUG
from screening.audit.queries import verify
from screening.decisions.models import Candidate, Vote
from screening.decisions.outcomes import by_rules
from screening.decisions.queries import queue
from screening.protocol.models import ExclusionReason
from screening.reviews.models import Member, Review

WHY = "a benchmark counts them"


def count(logs: Path, since: int) -> dict[str, Any]:
    """``since`` is the last vote there was before. Every figure but the first two must be 0."""
    review = Review.objects.get(slug=SLUG)
    logged = {
        int(log.stem): [json.loads(line) for line in log.read_text().splitlines()] for log in logs.glob("*")
    }
    confirmed = {
        line[0]: (member, *line[1:4]) for member, told in logged.items() for line in told if line[4] == 200
    }
    wrong: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    order: defaultdict[int, list[str]] = defaultdict(list)
    found = _votes(review).filter(pk__gt=since).order_by("pk")
    for key, *content in found.values_list("key", "by", "candidate", "verdict", "reason").iterator():
        seen[str(key)] += 1
        order[content[0]].append(str(key))
        wrong["never cast, or refused"] += str(key) not in confirmed
        wrong["changed"] += confirmed.get(str(key)) not in (None, tuple(content))
    wrong["lost"] = sum(key not in seen for key in confirmed)
    wrong["doubled"] = sum(times - 1 for times in seen.values())
    wrong["people whose votes are out of order"] = sum(
        order[member] != [line[0] for line in told if line[4] == 200] for member, told in logged.items()
    )
    wrong["outcomes that do not follow"] = _wrong_outcomes(review)
    wrong["breaks in the trail"] = int(verify(review_id=review.pk).broken is not None)
    refused = sum(line[4] != 200 for told in logged.values() for line in told)
    return {"confirmed": len(confirmed), "refused": refused, **wrong}


def _votes(review: Review) -> Any:
    return Vote.objects.unblinded(because=WHY).filter(review=review)


def _wrong_outcomes(review: Review) -> int:
    """Outcomes derived again from whoever's last vote each is, without looking at what supersedes what."""
    standing: defaultdict[int, dict[int, by_rules.Vote]] = defaultdict(dict)
    for candidate, by, verdict, reason in (
        _votes(review).order_by("pk").values_list("candidate", "by", "verdict", "reason").iterator()
    ):
        standing[candidate][by] = by_rules.Vote(verdict, reason)
    order = list(ExclusionReason.objects.filter(review=review).values_list("pk", flat=True))
    rules = by_rules.Rules(votes_required=2, reason_order=order)
    wrong = 0
    candidates = Candidate.objects.filter(review=review, stage="title_abstract")
    for pk, state, decided_by, reason in candidates.values_list("pk", "outcome", "decided_by", "reason"):
        found = by_rules.settle(standing[pk].values(), rules)
        wrong += (found.state, found.decided_by, found.reason) != (state, decided_by, reason)
    return wrong


def queries() -> dict[str, int]:
    """How many queries a vote and a batch take."""
    settings.ALLOWED_HOSTS = ["testserver"]
    member = (
        Member.objects.select_related("user", "review").filter(review__slug=SLUG, role="reviewer").first()
    )
    assert member
    browser = Client(headers={"HX-Request": "true"})
    browser.force_login(member.user)
    room = f"/r/{SLUG}/screen/"
    voted = Vote.objects.unblinded(because=WHY).values("candidate")
    candidate = queue(member=member).exclude(pk__in=voted).first()  # the first vote there, each time
    assert candidate
    asked = {
        "vote": lambda: browser.post(f"{room}{candidate.pk}/vote/", {"key": uuid4(), "verdict": "exclude"}),
        "batch": lambda: browser.post(f"{room}ahead/"),
    }
    found = {}
    for name, ask in asked.items():
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            assert ask().status_code == 200
            transaction.set_rollback(True)
        found[name] = len(captured)
    return found
