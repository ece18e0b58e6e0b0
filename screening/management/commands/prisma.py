"""``manage.py prisma SLUG``: the PRISMA 2020 counts, now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from screening.management.command import Result, ReviewCommand, acting_member
from screening.reports.prisma import as_json


class Command(ReviewCommand):
    help = "Print the PRISMA 2020 counts of a review, their identities, and the recount from the audit trail."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")

    def run(self, *, slug: str, as_email: str, **options: Any) -> Result:
        return as_json(review=acting_member(slug, as_email).review)

    def fault(self, result: Result) -> str:
        broken = [identity["name"] for identity in result["identities"] if not identity["holds"]]
        differing = [row["key"] for row in result["recount"]["differing"]]
        if broken or differing:
            return f"The counts do not add up: {', '.join([*broken, *differing])}."
        return ""
