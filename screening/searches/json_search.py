"""Searching a service that answers in JSON, page by page: what its connectors share.

A connector says only how its service is asked and how its answers are laid out. Every answer is looked at
before it counts: a web page, half an answer or an error in an answer of status 200 is never taken for data.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, TypeVar

from screening.lib.errand import Errand
from screening.lib.polite_http import Judge, NotServed, PoliteClient, Reply
from screening.lib.rate_limit import Lane, limiter_for
from screening.records.description import Description, Received
from screening.searches.connector import Batch, Context, Preview, SearchRefused
from screening.searches.failing import in_our_words
from screening.searches.fetching import batches
from screening.searches.json_answers import cut_out, failure, parsed
from screening.searches.pubmed.query import balanced, checked

Stopped = Callable[[], bool]
Parameters = Mapping[str, str]
Seen = TypeVar("Seen")


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a result: all hits, the accessions of this part, and where the next begins (``""``: nowhere)."""

    hits: int
    accessions: tuple[str, ...]
    cursor: str = ""


class JsonSearch(ABC):
    """``base_url`` may lead to a proxy; through ``redis_url`` all workers keep one rate limit.

    ``tool`` names this program to the service, with the contact address of each Context. ``api_key`` is one that
    the installation has for everybody; a connector with ``services`` is handed each person's in the Context.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    kind: ClassVar[str] = "database"
    raw_format: ClassVar[str] = ""  # no file is like a record of this service
    services: ClassVar[tuple[str, ...]] = ()
    needs_key: ClassVar[bool] = False
    home: ClassVar[str]  # the service's own address
    path: ClassVar[str]
    setting: ClassVar[str]  # the variable that holds another address
    per_second: ClassVar[float]
    page: ClassVar[int]  # accessions of one answer, at most
    portion: ClassVar[int]  # records of one request
    rows: ClassVar[str]  # the name of the list of records in an answer
    most: ClassVar[int] = 1_000_000  # hits that may be planned
    longest: ClassVar[int] = 3_000  # characters of a query: in an address one may become three, or nine

    def __init__(
        self,
        base_url: str = "",
        redis_url: str = "",
        tool: str = "reviewapp",
        api_key: str = "",
        client: PoliteClient | None = None,
    ) -> None:
        self._client = client or PoliteClient(
            base_url or self.home, limiter_for(redis_url), public=not base_url
        )
        self._tool = tool
        self._api_key = api_key

    @property
    def reach(self) -> int:
        """How many hits may be planned, as this installation asks."""
        return self.most

    @abstractmethod
    def search(self, query: str, cursor: str, size: int) -> Parameters:
        """How to ask for the ``size`` accessions that begin at ``cursor`` (``""``: the first)."""

    @abstractmethod
    def lookup(self, accessions: list[str]) -> Parameters:
        """How to ask for whole records."""

    @abstractmethod
    def found(self, answer: Any, first: bool) -> Page:
        """An answer to ``search``; the ``first`` says how many hits there are. Raises ``ValueError``."""

    @abstractmethod
    def accession(self, record: Any) -> str: ...

    @abstractmethod
    def describe(self, record: Any) -> Description: ...

    def cautions(self, query: str) -> Iterator[str]:
        """Sentences about a query that will run, but hardly as meant."""
        if query.count('"') % 2:
            yield 'There is a quotation mark (") without its partner.'
        if not balanced(query):
            yield f"The parentheses do not match: {self.label} may read the query otherwise than you mean."

    def identity(self, context: Context) -> Parameters:
        """Parameters that say who asks."""
        return {}

    def secrets(self, context: Context) -> Parameters:
        """Headers that hold a key. Raises ``SearchRefused`` where one is needed and none is stored."""
        return {}

    def preview(self, query: str, context: Context) -> Preview:
        query = checked(query, self.label, self.longest)
        with self._in_our_words(context):
            return self._preview(query, self._page(query, "", 1, context).hits)

    def plan(self, query: str, context: Context, limit: int | None = None) -> tuple[Preview, list[str]]:
        """With ``limit`` only the first, in the service's own order."""
        query = checked(query, self.label, self.longest)
        context.say(f"Asking {self.label} which records there are")
        with self._in_our_words(context):
            size = min(self.page, limit or self.page)
            page = self._page(query, "", size, context)
            hits = page.hits
            wanted = min(hits, limit) if limit else hits
            self._require_sensible(wanted, hits)
            accessions = dict.fromkeys(filter(None, page.accessions))
            cursors, before = {""}, 0
            while before < len(accessions) < wanted and page.cursor not in cursors:
                before = len(accessions)
                cursors.add(page.cursor)
                page = self._page(query, page.cursor, size, context)
                accessions.update(dict.fromkeys(filter(None, page.accessions)))
                context.say(f"{self.label} has named {len(accessions):,} of {hits:,} records")
        warnings = []
        if len(accessions) < wanted:
            warnings = [
                f"{self.label} finds {hits:,} records, but named only {len(accessions):,} different ones."
            ]
        return self._preview(query, hits, *warnings), list(accessions)[:wanted]

    def fetch(self, accessions: list[str], context: Context) -> Iterator[Batch]:
        download = partial(self.download, context)
        with self._in_our_words(context):
            yield from batches(accessions, download, self.portion, context.cancelled)

    def download(self, context: Context, accessions: list[str], stopped: Stopped) -> list[Received]:
        """The records of one request, each with its own bytes."""
        judge = partial(self.judge, look=lambda body: cut_out(body, self.rows))
        return self.several(self.ask(self.lookup(accessions), context, judge, stopped), context)

    def several(self, reply: Reply, context: Context) -> list[Received]:
        """Every record of an answer. A key that the service wrote into its links is taken out: records are shown."""
        body = reply.body
        for secret in filter(None, (self._api_key, *self._own(context))):
            body = body.replace(secret.encode(), b"key")
        return [self.received(raw, record) for raw, record in cut_out(body, self.rows)]

    def received(self, raw: bytes, record: Any) -> Received:
        return Received(raw, self.accession(record), self.describe(record))

    def ask(
        self, parameters: Parameters, context: Context, judge: Judge, stopped: Stopped, path: str = ""
    ) -> Reply:
        """One request, as ``PoliteClient`` makes it."""
        return self._client.get(
            path or self.path,
            {**parameters, **self.identity(context)},
            lane=self.lane(context),
            judge=judge,
            stopped=stopped,
            agent=self.agent(context),
            secrets=self.secrets(context),
        )

    def lane(self, context: Context) -> Lane:
        key = context.api_key if self.services else self._api_key
        return Lane.of(self._client.host, key, per_second=self.per_second)

    def answer(
        self, parameters: Parameters, context: Context, look: Callable[[Any], Seen], path: str = ""
    ) -> Seen:
        """What ``look`` sees in one answer. It raises ``ValueError`` where it does not see what it needs."""
        judge = partial(self.judge, look=lambda body: look(parsed(body)))
        errand = Errand(lambda stopped: self.ask(parameters, context, judge, stopped, path))
        with self._in_our_words(context):
            return look(parsed(errand.result(context.cancelled).body))

    def agent(self, context: Context) -> str:
        """Raises ``SearchRefused`` where there is no address that the service could write to."""
        if not context.contact_email:
            raise SearchRefused(
                f"{self.label} is told an address that it can write to, and none is set. Nothing was sent."
            )
        return f"{self._tool} (mailto:{context.contact_email})"

    def failure(self, reply: Reply) -> NotServed:
        """What an answer without data means. Overridden where a service has its own reasons."""
        return failure(reply, self.label, self.setting)

    def _in_our_words(self, context: Context) -> AbstractContextManager[None]:
        return in_our_words(self.label, self._api_key, *self._own(context))

    def _own(self, context: Context) -> tuple[str, ...]:
        return (context.api_key, context.token) if self.services else ()

    def _page(self, query: str, cursor: str, size: int, context: Context) -> Page:
        look = partial(self.found, first=not cursor)
        return self.answer(self.search(query, cursor, size), context, look)

    def judge(self, reply: Reply, look: Callable[[bytes], object]) -> NotServed | None:
        """``None`` where ``look`` finds what it needs in the answer."""
        if reply.status != 200:
            return self.failure(reply)
        try:
            look(reply.body)
        except ValueError:
            return self.failure(reply)
        return None

    def _require_sensible(self, wanted: int, hits: int) -> None:
        if wanted > self.reach:
            raise SearchRefused(
                f"{self.label} finds {hits:,} records; at most {self.reach:,} are fetched from it. Make the query"
                " narrower, or set “Fetch at most”: then the first ones come, in the order in which"
                f" {self.label} ranks them. Nothing was fetched."
            )

    def _preview(self, query: str, hits: int, *more: str) -> Preview:
        return Preview(hits, warnings=(*self.cautions(query), *more))
