"""``manage.py find_duplicates SLUG``: what the page of duplicates does, in the foreground."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from screening.duplicates import queries
from screening.duplicates.preferences import look_again
from screening.duplicates.rules import VERSION
from screening.management.command import Result, ReviewCommand, acting_member
from screening.management.foreground import wait_for


class Command(ReviewCommand):
    help = "Look for duplicates: merge what is certain, ask about the rest, and tell how it stands."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument(
            "--all",
            action="store_true",
            dest="everything",
            help="compare all records anew, not only new ones",
        )

    def run(self, *, slug: str, everything: bool, as_email: str, **options: Any) -> Result:
        member = acting_member(slug, as_email)
        job = look_again(by=member, everything=everything)
        wait_for(job)
        now = queries.tally(review=member.review)
        return {
            "review": slug,
            "state": job.state,
            "rules_version": VERSION,
            "merged_by_rule": now.by_rule,
            "merged_by_people": now.by_hand,
            "questions": now.open,
            "answered": now.answered,
            "related": now.related,
            "problem": job.error,
        }

    def fault(self, result: Result) -> str:
        return "" if result["state"] == "done" else str(result["problem"] or f"It ended {result['state']}.")
