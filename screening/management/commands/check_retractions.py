"""``manage.py check_retractions SLUG``: ask PubMed again after the included reports, in the foreground."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from screening.management.command import Result, ReviewCommand, acting_member
from screening.management.foreground import wait_for
from screening.retractions.operations import start_check
from screening.retractions.queries import overview_of


class Command(ReviewCommand):
    help = (
        "Ask PubMed whether included reports were retracted, questioned or corrected since they were found."
    )

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")

    def run(self, *, slug: str, as_email: str, **options: Any) -> Result:
        member = acting_member(slug, as_email)
        job = wait_for(start_check(by=member))
        overview = overview_of(review=member.review)
        return {
            "state": job.state,
            "asked": overview.watch.asked if overview.watch else 0,
            "unanswered": overview.watch.unanswered if overview.watch else [],
            "said": [
                {
                    "citation": flag.citation_id,
                    "title": flag.citation.title,
                    "kind": flag.kind,
                    "pmid": flag.pmid,
                    "source": flag.source,
                    "found_at": flag.found_at,
                }
                for flag in overview.flags
            ],
            "problem": job.error,
        }

    def say(self, result: Result) -> str:
        lines = [f"{said['kind']} {said['pmid']}: {said['title']}" for said in result["said"]]
        return "\n".join([*lines, f"{result['asked']} asked, {len(result['unanswered'])} not answered"])

    def fault(self, result: Result) -> str:
        return str(result["problem"])
