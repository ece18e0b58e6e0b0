"""``manage.py create_user EMAIL``: an account, with a one-time password unless one is given."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import CommandParser

from screening.accounts.operations import create_user
from screening.management.command import Result, ReviewCommand, person


class Command(ReviewCommand):
    help = "Make an account. Without --password, print a one-time password that is changed at first sign-in."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--password", default="", help="at least 10 characters, not only digits")

    def run(self, *, email: str, name: str, password: str, as_email: str, **options: Any) -> Result:
        once = "" if password else secrets.token_urlsafe(12)
        user = create_user(
            by=person(as_email) if as_email else None,
            email=email,
            name=name,
            password=password or once,
            must_change_password=bool(once),
        )
        return {"id": user.pk, "email": user.email, "name": user.name, "one_time_password": once}

    def say(self, result: Result) -> str:
        made = f"{result['email']} can sign in"
        once = result["one_time_password"]
        return f"{made} with the one-time password {once} (shown once)." if once else f"{made}."
