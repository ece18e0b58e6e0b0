"""``manage.py create_review SLUG --title … --owner EMAIL``: a review, from a blueprint."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from screening.blueprints.blueprint import FIRST, all_blueprints
from screening.blueprints.operations import start_review
from screening.management.command import Result, ReviewCommand, person


class Command(ReviewCommand):
    help = "Make a review with a draft protocol. Whoever --as names makes it; its content is its owner's."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="its address: small letters, digits and hyphens")
        parser.add_argument("--title", required=True)
        parser.add_argument("--owner", required=True, metavar="EMAIL")
        parser.add_argument(
            "--blueprint", default=FIRST, help="one of: " + ", ".join(plan.key for plan in all_blueprints())
        )

    def run(
        self, *, slug: str, title: str, owner: str, blueprint: str, as_email: str, **options: Any
    ) -> Result:
        owning = person(owner)
        member = start_review(
            by=person(as_email) if as_email else owning,
            slug=slug,
            title=title,
            owner=owning,
            blueprint_key=blueprint,
        )
        return {"id": member.review_id, "slug": slug, "title": member.review.title, "owner": owning.email}

    def say(self, result: Result) -> str:
        return f"“{result['title']}” is made; {result['owner']} owns it."
