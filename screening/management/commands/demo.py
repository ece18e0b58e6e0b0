"""``manage.py demo``: everything, offline, with a prepared review and people to try it as.

``manage.py`` itself has pointed the settings at a data folder and a stand-in for NCBI of the demonstration's own.
"""

from __future__ import annotations

import http.client
import sys
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from screening.demo.people import CAST, link_token
from screening.demo.review import is_prepared, prepare
from screening.lib.supervisor import Child
from screening.management.commands.serve import Command as Serve
from screening.management.everything import local_url, require_free_port, run_everything, sole_user_of
from screening.management.foreground import finish


def standin_child(*, again: bool) -> Child:
    """The stand-in for the E-utilities, at the address that the settings name; ``again``: not for the first time."""
    where = urlsplit(settings.NCBI_BASE_URL)
    command = [sys.executable, "-m", "screening.demo.eutils", f"--port={where.port}"]
    command += ["--revised"] if again else []
    return Child("ncbi", command, answers=lambda: answers(where.hostname or "", where.port or 0))


def answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/control/log")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


class Command(Serve):
    help = "Start the application on demo data, offline, with a prepared review and links to sign in with."

    def handle(self, *, host: str, port: int, web_workers: int, task_workers: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Start the demonstration with: python3 manage.py demo")
        url = local_url(host, port)
        with sole_user_of(settings.DATA_DIR):
            require_free_port(host, port)
            call_command("migrate", verbosity=0, interactive=False)
            run_everything(
                host=host,
                port=port,
                web_workers=web_workers,
                task_workers=task_workers,
                say=self.say,
                announce=lambda: self.welcome(url),
                extra=[standin_child(again=is_prepared())],
                env={"REVIEWAPP_BASE_URL": url.rstrip("/")},
            )

    def welcome(self, url: str) -> None:
        prepare(finish=finish, say=lambda line: self.say("demo", line))
        links = [f"    {p.role.label:<12} {p.name:<16} {url}demo/{link_token(p.email)}/" for p in CAST]
        lines = ["", f"  Ready:  {url}demo/", "", "  Or sign in as:", *links, "", "  Stop:   Ctrl-C", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
