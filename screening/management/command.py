"""What the commands for scripts and administrators share: who acts, JSON on demand, one-sentence failure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from screening.accounts.models import User
from screening.audit import trail
from screening.jobs.handlers import JobRefused
from screening.reviews.access import membership
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Role

Result = Mapping[str, Any]


class ReviewCommand(BaseCommand):
    """A command that does one operation. Subclasses write ``arguments`` and ``run``, and ``say`` for people.

    ``run`` returns what ``--json`` prints. A refusal (``ValidationError``, ``PermissionDenied``,
    ``JobRefused``) or a ``fault`` found in the result ends with exit code 1 and one sentence on standard error.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        self.arguments(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--as", dest="as_email", metavar="EMAIL", default="", help="who acts")

    def arguments(self, parser: CommandParser) -> None:
        """Add the command's own arguments."""

    def run(self, *args: Any, **options: Any) -> Result:
        raise NotImplementedError

    def say(self, result: Result) -> str:
        """The result for a person."""
        return "\n".join(f"{name}: {value}" for name, value in result.items())

    def fault(self, result: Result) -> str:
        """A sentence when the result is one to fail with, after it was printed."""
        return ""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with trail.through("command"):
                result = self.run(**options)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        except (PermissionDenied, JobRefused) as refusal:
            raise CommandError(str(refusal) or "This is not allowed.") from refusal
        self.stdout.write(json.dumps(result, default=str) if options["json"] else self.say(result))
        if fault := self.fault(result):
            raise CommandError(fault)


def person(email: str) -> User:
    """The account with this address, without regard to case."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise CommandError(f"There is no account for {email}. Make it with: manage.py create_user {email}")
    return user


def review_named(slug: str) -> Review:
    review = Review.objects.filter(slug=slug).first()
    if review is None:
        raise CommandError(f"There is no review with the address “{slug}”.")
    return review


def acting_member(slug: str, as_email: str) -> Member:
    """Who acts in the review: the member with this address or, where none is given, its only owner."""
    review = review_named(slug)
    if as_email:
        member = membership(user=person(as_email), slug=slug)
        if member is None:
            raise CommandError(f"{as_email} is not on the review “{slug}”.")
        return member
    owners = Member.objects.filter(review=review, role=Role.OWNER, left_at=None)
    owners = owners.select_related("review", "user")
    if len(owners) != 1:
        raise CommandError(f"“{slug}” has {len(owners)} owners: say who acts with --as EMAIL.")
    return owners[0]
