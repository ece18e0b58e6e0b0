"""``manage.py add_member SLUG EMAIL ROLE``: put somebody on a review."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from screening.management.command import Result, ReviewCommand, acting_member, person
from screening.reviews.permissions import Role
from screening.reviews.team import add_member


class Command(ReviewCommand):
    help = "Put somebody who has an account on a review."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("email")
        parser.add_argument("role", choices=[role.value for role in Role])

    def run(self, *, slug: str, email: str, role: str, as_email: str, **options: Any) -> Result:
        member = add_member(by=acting_member(slug, as_email), user=person(email), role=Role(role))
        return {"id": member.pk, "review": slug, "email": member.user.email, "role": role}

    def say(self, result: Result) -> str:
        return f"{result['email']} is now {Role(result['role']).label.lower()} of “{result['review']}”."
