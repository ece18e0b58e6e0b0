"""The first of the two commands a newcomer types."""

import os
import secrets
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from screening.accounts.models import User
from screening.accounts.operations import create_user
from screening.management.everything import local_url, require_free_port, run_everything, sole_user_of

FIRST_OWNER = "owner@localhost"


def first_owner() -> str | None:
    """On a fresh installation make the administrator; returns the password to be changed at first sign-in."""
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    create_user(
        by=None,
        email=FIRST_OWNER,
        name="Owner",
        password=password,
        must_change_password=True,
        is_administrator=True,
    )
    return password


class Command(BaseCommand):
    help = "Bring the database up to date, then run web server, worker, scheduler and broker until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--web-workers", type=int, default=2)
        parser.add_argument("--task-workers", type=int, default=2)

    def handle(self, *, host: str, port: int, web_workers: int, task_workers: int, **options: Any) -> None:
        url = local_url(host, port)
        with sole_user_of(settings.DATA_DIR):
            require_free_port(host, port)
            call_command("migrate", verbosity=0, interactive=False)
            if settings.PRODUCTION:
                call_command("collectstatic", verbosity=0, interactive=False)
            password = first_owner()
            run_everything(
                host=host,
                port=port,
                web_workers=web_workers,
                task_workers=task_workers,
                say=self.say,
                announce=lambda: self.announce(url, password),
                env={} if "REVIEWAPP_BASE_URL" in os.environ else {"REVIEWAPP_BASE_URL": url},
            )

    def say(self, who: str, line: str) -> None:
        self.stdout.write(f"{time.strftime('%H:%M:%S')} {who:<9} | {line}")
        self.stdout.flush()

    def announce(self, url: str, password: str | None) -> None:
        lines = ["", f"  Ready:          {url}"]
        if password:
            lines += [
                f"  First sign-in:  {FIRST_OWNER}  password {password}",
                "                  (shown once)",
            ]
        lines += [f"  Data folder:    {settings.DATA_DIR}", "  Stop:           Ctrl-C", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
