"""``manage.py verify_audit``: is every audit trail as it was written? Exit code 1 and the first bad event if not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.management.base import CommandParser

from screening.accounts.models import User
from screening.audit import trail
from screening.audit.chain import Break
from screening.audit.models import AuditEvent, ChainHead
from screening.audit.queries import Verdict, verify
from screening.management.command import Result, ReviewCommand, review_named
from screening.reviews.models import Review

INSTALLATION = "(accounts)"


class Command(ReviewCommand):
    help = "Walk the hash chain of one review, or of all reviews and the accounts."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--review", metavar="SLUG", default="")

    def run(self, *, review: str, **options: Any) -> Result:
        found = [_verified(key) for key in _chains(review)]
        names = dict(Review.objects.values_list("pk", "slug")) | {trail.INSTALLATION: INSTALLATION}
        return {
            "whole": all(verdict.broken is None for verdict in found),
            "chains": [
                {
                    "review": names.get(verdict.review_id, f"a review that is gone ({verdict.review_id})"),
                    "events": verdict.length,
                    "first_bad_event": verdict.broken.sequence if verdict.broken else None,
                    "why": verdict.broken.why if verdict.broken else "",
                }
                for verdict in found
            ],
        }

    def say(self, result: Result) -> str:
        return "\n".join(
            f"{chain['review']}: {chain['events']:,} events, {'BROKEN' if chain['why'] else 'whole'}"
            for chain in result["chains"]
        )

    def fault(self, result: Result) -> str:
        broken = [chain for chain in result["chains"] if chain["why"]]
        return f"The trail of {broken[0]['review']} is broken: {broken[0]['why']}." if broken else ""


def _verified(key: int) -> Verdict:
    """As ``verify``, which cannot know that the accounts' chain must have begun: signing in leaves an event."""
    found = verify(review_id=key)
    if key == trail.INSTALLATION and not found.length and User.objects.exclude(last_login=None).exists():
        return replace(
            found, broken=found.broken or Break(1, "the whole trail is gone: people have signed in")
        )
    return found


def _chains(slug: str) -> list[int]:
    """One review, or every chain that has events, a head, or a review that should have both."""
    if slug:
        return [review_named(slug).pk]
    ids = set(Review.objects.values_list("pk", flat=True)) | {trail.INSTALLATION}
    ids |= set(AuditEvent.objects.order_by().values_list("review_id", flat=True).distinct())
    return sorted(ids | set(ChainHead.objects.values_list("review_id", flat=True)))
