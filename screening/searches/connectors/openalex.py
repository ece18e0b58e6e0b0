"""OpenAlex through its API.

Parameters: https://developers.openalex.org/guides/page-through-results (100 works a page at most) and
https://developers.openalex.org/api-reference/authentication: without a key a few requests a day are served;
with a free key, 1,000 searches a day. An unknown or missing key is answered with HTTP 401 (Apify actor
bepolabs/openalex-works, changelog 0.1.1).
"""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from screening.lib.errand import Errand
from screening.lib.polite_http import NotServed, Permanent, Reply, Transient
from screening.records.description import Description, Received
from screening.searches.connector import CONNECTORS, Context
from screening.searches.failing import in_our_words
from screening.searches.json_answers import cut_out
from screening.searches.json_search import JsonSearch, Page, Parameters
from screening.searches.json_values import text, value
from screening.searches.openalex.work import describe, short_id


@CONNECTORS.register
class OpenAlex(JsonSearch):
    """Accessions are ``W2741809807``. Title, abstract and full text are searched, words by their stems."""

    key: ClassVar[str] = "openalex"
    label: ClassVar[str] = "OpenAlex"
    home = "https://api.openalex.org/"
    path = "works"
    setting = "OPENALEX_BASE_URL"
    per_second = 5.0
    page = 100
    portion = 100
    rows = "results"
    most = 100_000  # the searches of one day

    def search(self, query: str, cursor: str, size: int) -> Parameters:
        return {"search": query, "select": "id", "per_page": str(size), "cursor": cursor or "*"}

    def found(self, answer: Any, first: bool) -> Page:
        hits, works = value(answer, "meta", "count"), value(answer, "results")
        if not isinstance(hits, int) or not isinstance(works, list):
            raise ValueError("no page of works")
        return Page(hits, tuple(map(self.accession, works)), text(answer, "meta", "next_cursor"))

    def lookup(self, accessions: list[str]) -> Parameters:
        return {"filter": f"ids.openalex:{'|'.join(accessions)}", "per_page": str(len(accessions))}

    def identified(self, kind: str, values: list[str], context: Context) -> list[Received]:
        """The works with these DOIs (``kind`` is ``doi``) or PMIDs (``pmid``), at most ``portion`` of them.

        A value that the filter's own signs would cut in two is not asked for.
        """
        named = [value for value in dict.fromkeys(values) if not set(value) & set(",|")]
        if not named:
            return []
        name = {"pmid": "ids.pmid"}.get(kind, kind)
        asked = {"filter": f"{name}:{'|'.join(named)}", "per_page": str(self.page)}
        judge = partial(self.judge, look=lambda body: cut_out(body, self.rows))
        with in_our_words(self.label, self._api_key):
            errand = Errand(lambda stopped: self.ask(asked, context, judge, stopped))
            reply = errand.result(context.cancelled)
        return [self.received(raw, work) for raw, work in cut_out(reply.body, self.rows)]

    def accession(self, record: Any) -> str:
        return short_id(text(record, "id"))

    def describe(self, record: Any) -> Description:
        return describe(record)

    def identity(self, context: Context) -> Parameters:
        return {"mailto": context.contact_email} | ({"api_key": self._api_key} if self._api_key else {})

    def failure(self, reply: Reply) -> NotServed:
        if reply.status in (401, 403):
            return Permanent(
                "OpenAlex asks for an API key, or does not accept the one it was given. Keys are free at"
                " openalex.org/settings/api; an administrator sets OPENALEX_API_KEY."
            )
        if reply.status == 429:
            allowance = (
                "" if self._api_key else " Without an API key (OPENALEX_API_KEY) it serves a few a day."
            )
            return Transient(f"OpenAlex receives more requests from here than it allows.{allowance}")
        return super().failure(reply)
