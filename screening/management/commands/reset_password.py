"""``manage.py reset_password EMAIL``: a one-time password for somebody who forgot theirs."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import CommandParser

from screening.accounts.operations import reset_password
from screening.management.command import Result, ReviewCommand, person


class Command(ReviewCommand):
    help = "Replace somebody's password by a one-time password, and print it."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def run(self, *, email: str, as_email: str, **options: Any) -> Result:
        user, once = person(email), secrets.token_urlsafe(12)
        reset_password(by=person(as_email) if as_email else None, user=user, password=once)
        return {"id": user.pk, "email": user.email, "one_time_password": once}

    def say(self, result: Result) -> str:
        return f"{result['email']} can sign in with the one-time password {result['one_time_password']}."
