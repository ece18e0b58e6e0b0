"""Bio.Entrez, with our own hands on the wire.

Biopython knows the utilities and their parameters; its network side has no time-out, retries at once, ignores
``Retry-After`` and limits only its own process. So its ``urlopen`` is replaced, for the whole process and
once, by one that hands each request to the ``PoliteClient`` of the call under way.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from email.message import Message
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request

from Bio import Entrez

from screening.lib.polite_http import Judge, PoliteClient
from screening.lib.rate_limit import Lane
from screening.searches.pubmed.elink import Linked, judge_links, read_links
from screening.searches.pubmed.esearch import MOST, Found, judge_found, read_found
from screening.searches.pubmed.failures import judge_records

PER_SECOND, PER_SECOND_WITH_KEY = 2.8, 9.5  # a little below NCBI's 3 and 10: arrivals jitter on the way

Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class _Call:
    client: PoliteClient
    lane: Lane
    judge: Judge
    stopped: Stopped


_CALL: ContextVar[_Call] = ContextVar("call")


class _Handle(io.BytesIO):
    """What Biopython expects of an answer. It would decode plain text, so none is announced."""

    headers = Message()


_Handle.headers["Content-Type"] = "text/xml"


def _open(request: Request) -> _Handle:
    """Instead of ``urllib.request.urlopen``: only the utility's name and the parameters are taken over."""
    call = _CALL.get()
    address = urlsplit(request.full_url)
    form = request.data if isinstance(request.data, bytes) else address.query.encode()
    reply = call.client.post(
        address.path.rpartition("/")[2], form, lane=call.lane, judge=call.judge, stopped=call.stopped
    )
    return _Handle(reply.body)


Entrez.urlopen = _open  # type: ignore[assignment]
Entrez.max_tries = 1


class EUtils:
    """PubMed's side of the E-utilities for one caller: always POST, always with tool, e-mail and the own key.

    Raises what ``PoliteClient.post`` raises. May be used by several threads.
    """

    def __init__(self, client: PoliteClient, *, tool: str, email: str, api_key: str = "") -> None:
        self._client = client
        # an empty key would be sent, and refused
        self._who = {"tool": tool, "email": email, "api_key": api_key or None}
        per_second = PER_SECOND_WITH_KEY if api_key else PER_SECOND
        self._lane = Lane.of(client.host, api_key, per_second=per_second)

    def search(self, query: str, stopped: Stopped, most: int = MOST) -> Found:
        """How many records match, and the first ``most`` PMIDs."""
        judge = partial(judge_found, most=most)
        return read_found(self._call(Entrez.esearch, judge, stopped, term=query, retmax=most))

    def records(self, pmids: list[str], stopped: Stopped) -> bytes:
        """A whole PubmedArticleSet, not necessarily with all that was asked for."""
        return self._call(Entrez.efetch, judge_records, stopped, id=",".join(pmids), retmode="xml")

    def links(self, pmids: list[str], name: str, stopped: Stopped) -> Linked:
        """What each PMID is linked to. A list of ids is sent as ``id=`` repeated: one set of links for each."""
        judge = partial(judge_links, name=name)
        asked: dict[str, Any] = {"dbfrom": "pubmed", "id": pmids, "linkname": name, "cmd": "neighbor"}
        return read_links(self._call(Entrez.elink, judge, stopped, **asked), name)

    def _call(
        self, utility: Callable[..., Any], judge: Judge, stopped: Stopped, **parameters: str | int
    ) -> bytes:
        token = _CALL.set(_Call(self._client, self._lane, judge, stopped))
        # Biopython's own pause counts on a clock that may be set back: it would then sleep for as long
        Entrez._open.previous = 0
        try:
            with utility(db="pubmed", **parameters, **self._who) as handle:
                return bytes(handle.read())
        finally:
            _CALL.reset(token)
