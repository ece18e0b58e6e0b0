"""``manage.py search SLUG --source pubmed --query "…"``: a search, in the foreground."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from screening.management import foreground
from screening.management.command import Result, ReviewCommand, acting_member
from screening.searches.asking import missing_key
from screening.searches.connector import CONNECTORS
from screening.searches.operations import save_search
from screening.searches.runs import start_run


class Command(ReviewCommand):
    help = "Run a search strategy against a source and receive its records."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        databases = ", ".join(plugin.key for plugin in CONNECTORS)
        parser.add_argument(
            "--source",
            default="pubmed",
            metavar="KEY",
            help=f"a source of the review, or one of {databases}, which is added when it is missing",
        )
        parser.add_argument(
            "--query", required=True, help="the strategy, exactly as the source understands it"
        )
        parser.add_argument("--limits", default="", help="joined to the strategy with AND")
        parser.add_argument(
            "--max", type=int, dest="limit", metavar="N", help="fetch at most so many records"
        )

    def run(
        self,
        *,
        slug: str,
        source: str,
        query: str,
        limits: str,
        limit: int | None,
        as_email: str,
        **options: Any,
    ) -> Result:
        member = acting_member(slug, as_email)
        if sentence := missing_key(member, source):  # before a source is added that cannot be searched
            raise CommandError(f"{sentence} Nothing was sent.")
        found = foreground.source_with(member, source)
        search = save_search(by=member, source=found, strategy=query, limits=limits)
        return foreground.finish(*start_run(by=member, search=search, limit=limit))

    def fault(self, result: Result) -> str:
        return foreground.fault(result)
