"""PubMed through NCBI's E-utilities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import ClassVar

from screening.lib.errand import Errand
from screening.lib.polite_http import PoliteClient
from screening.lib.rate_limit import limiter_for
from screening.searches.connector import (
    CONNECTORS,
    Batch,
    Context,
    Preview,
    SearchRefused,
)
from screening.searches.failing import in_our_words
from screening.searches.fetching import batches
from screening.searches.pubmed.elink import Linked
from screening.searches.pubmed.esearch import MOST, Found
from screening.searches.pubmed.eutils import EUtils
from screening.searches.pubmed.fields import FIELDS
from screening.searches.pubmed.partition import every_pmid, parts
from screening.searches.pubmed.query import checked, slips
from screening.searches.pubmed.reading import read_set
from screening.searches.strategies.fields import Field

PORTION = 400  # records of one request: some 4 MB, cheap to lose
NCBI = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"


@CONNECTORS.register
class PubMed:
    """``base_url`` may lead to a proxy; through ``redis_url`` all workers keep one rate limit.

    ``tool`` names this program to NCBI, without blanks. Key and e-mail address come with each Context.
    """

    key: ClassVar[str] = "pubmed"
    label: ClassVar[str] = "PubMed"
    kind: ClassVar[str] = "database"
    raw_format: ClassVar[str] = "pubmed_xml"
    services: ClassVar[tuple[str, ...]] = ("ncbi",)
    needs_key: ClassVar[bool] = False
    fields: ClassVar[tuple[Field, ...]] = FIELDS

    def __init__(
        self,
        base_url: str = NCBI,
        redis_url: str = "",
        tool: str = "reviewapp",
        client: PoliteClient | None = None,
    ) -> None:
        public = base_url == NCBI  # another address is where an administrator says
        self._client = client or PoliteClient(base_url, limiter_for(redis_url), public=public)
        self._tool = tool

    def preview(self, query: str, context: Context) -> Preview:
        query = checked(query)
        with in_our_words(self.label, context.api_key):
            return _preview(query, self._asking(context, most=0)(query))

    def plan(self, query: str, context: Context, limit: int | None = None) -> tuple[Preview, list[str]]:
        """With ``limit`` only the newest, in PubMed's order."""
        query = checked(query)
        context.say("Asking PubMed which records there are")
        with in_our_words(self.label, context.api_key):
            ask = self._asking(context, most=MOST if limit is None else min(limit, MOST))
            found = ask(query)
            if limit is None:
                found, pmids, warning = every_pmid(query, found, ask)
                return _preview(query, found, warning), pmids
            newest = found.pmids if limit <= MOST else chain.from_iterable(parts(query, found, ask))
            return _preview(query, found), list(islice(newest, limit))

    def fetch(self, accessions: list[str], context: Context) -> Iterator[Batch]:
        eutils = self._eutils(context)
        with in_our_words(self.label, context.api_key):
            yield from batches(
                accessions,
                lambda some, stopped: read_set(eutils.records(some, stopped)),
                PORTION,
                context.cancelled,
            )

    def linked(self, pmids: list[str], name: str, context: Context) -> Linked:
        """What each PMID is linked to under this name (``pubmed_pubmed_citedin`` …), in one request."""
        eutils = self._eutils(context)
        with in_our_words(self.label, context.api_key):
            return Errand(lambda stopped: eutils.links(pmids, name, stopped)).result(context.cancelled)

    def _eutils(self, context: Context) -> EUtils:
        if not context.contact_email:
            raise SearchRefused(
                "NCBI asks everybody for a contact e-mail address, and none is set. Nothing was sent."
            )
        return EUtils(self._client, tool=self._tool, email=context.contact_email, api_key=context.api_key)

    def _asking(self, context: Context, most: int) -> Callable[[str], Found]:
        eutils = self._eutils(context)
        return lambda query: Errand(lambda stopped: eutils.search(query, stopped, most)).result(
            context.cancelled
        )


def _preview(query: str, found: Found, warning: str = "") -> Preview:
    warnings = [*slips(query), *found.warnings, warning]
    return Preview(found.count, found.translation, tuple(filter(None, warnings)))
