"""Embase through Elsevier's Embase API, which Elsevier opens for a key case by case.

Parameters: https://dev.elsevier.com/documentation/EmbaseAPI.wadl. A record is retrieved by its accession number, one
in a request. The syntax is embase.com's (``'back pain'/exp``, ``pain:ti,ab``), sent as typed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote

from screening.lib.polite_http import NotServed, Reply
from screening.records.description import Description, Received
from screening.searches.connector import CONNECTORS, Context
from screening.searches.elsevier import api
from screening.searches.elsevier.article import describe, lui
from screening.searches.json_answers import cut_out
from screening.searches.json_search import JsonSearch, Page, Parameters, Stopped
from screening.searches.json_values import value


@CONNECTORS.register
class Embase(JsonSearch):
    """Accessions are ``L2005631823``."""

    key: ClassVar[str] = "embase"
    label: ClassVar[str] = "Embase"
    services: ClassVar[tuple[str, ...]] = ("elsevier", "elsevier_token")
    needs_key: ClassVar[bool] = True
    home = "https://api.elsevier.com/content/embase/"
    path = "article"
    setting = "EMBASE_BASE_URL"
    per_second = 3.0
    page = 25  # the size that is documented
    portion = 25
    rows = "results"
    most = 50_000
    longest = 6_000

    def search(self, query: str, cursor: str, size: int) -> Parameters:
        # by date of entry, latest first: what is entered meanwhile moves the rest on to pages still to come
        return {"query": query, "start": cursor or "1", "count": str(size), "sort": "entrydate"}

    def found(self, answer: Any, first: bool) -> Page:
        hits, articles = value(answer, "header", "hits"), value(answer, "results")
        if isinstance(hits, str) and hits.isdecimal():
            hits = int(hits)
        if not isinstance(hits, int) or not isinstance(articles, list):
            raise ValueError("no page of articles")
        return Page(hits, tuple(map(lui, articles)))

    def lookup(self, accessions: list[str]) -> Parameters:
        return {}  # the address names the record

    def download(self, context: Context, accessions: list[str], stopped: Stopped) -> list[Received]:
        return [one for name in accessions for one in self._single(name, context, stopped)]

    def _single(self, accession: str, context: Context, stopped: Stopped) -> list[Received]:
        def judge(reply: Reply) -> NotServed | None:
            return None if reply.status == 404 else self.judge(reply, lambda body: cut_out(body, self.rows))

        path = f"{self.path}/lui/{quote(accession, safe='')}"
        reply = self.ask(self.lookup([accession]), context, judge, stopped, path)
        return [] if reply.status == 404 else self.several(reply, context)

    def _page(self, query: str, cursor: str, size: int, context: Context) -> Page:
        page = super()._page(query, cursor, size, context)
        return replace(page, cursor=str(int(cursor or 1) + len(page.accessions)))

    def accession(self, record: Any) -> str:
        return lui(record)

    def describe(self, record: Any) -> Description:
        return describe(record)

    def secrets(self, context: Context) -> Parameters:
        return api.headers(context, self.label)

    def failure(self, reply: Reply) -> NotServed:
        return api.failure(reply, self.label, _NOT_ENTITLED) or super().failure(reply)


_NOT_ENTITLED = (
    "Elsevier opens the Embase API for each key by itself, also for subscribers of embase.com: ask your Elsevier"
    " representative. Until then, export from embase.com and import the file."
)
