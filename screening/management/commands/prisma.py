"""``manage.py prisma SLUG``: the PRISMA 2020 counts, now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from screening.management.command import Result, ReviewCommand, acting_member
from screening.records.models import Route
from screening.reports.boxes import BOXES
from screening.reports.prisma import LABELS, as_json


class Command(ReviewCommand):
    help = "Print the PRISMA 2020 counts of a review, their identities, and the recount from the audit trail."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")

    def run(self, *, slug: str, as_email: str, **options: Any) -> Result:
        return as_json(review=acting_member(slug, as_email).review)

    def say(self, result: Result) -> str:
        """A line for each box with both columns, then the identities and the recount."""
        width = max(map(len, LABELS.values())) + 2
        lines = ["".ljust(width) + "".join(label.rjust(len(label) + 3) for label in Route.labels)]
        for key in BOXES:
            numbers = zip(
                Route.labels, (result["boxes"][f"{route}.{key}"] for route in Route.values), strict=True
            )
            lines.append(
                LABELS[key].ljust(width) + "".join(f"{n:,}".rjust(len(label) + 3) for label, n in numbers)
            )
        lines += [
            f"Studies included: {result['studies_included']:,}; reports: {result['reports_included']:,}"
        ]
        lines += [
            f"{'holds' if each['holds'] else 'BROKEN'}: {each['sentence']}" for each in result["identities"]
        ]
        recount = result["recount"]
        told = f"{recount['compared']} numbers, {len(recount['differing'])} differ"
        return "\n".join(
            [*lines, f"Counted again from the audit trail: {told}", *["DRAFT"] * result["draft"]]
        )

    def fault(self, result: Result) -> str:
        broken = [identity["name"] for identity in result["identities"] if not identity["holds"]]
        differing = [row["key"] for row in result["recount"]["differing"]]
        if broken or differing:
            return f"The counts do not add up: {', '.join([*broken, *differing])}."
        return ""
