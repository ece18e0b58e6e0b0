"""What an answer of the E-utilities means when it is not the data: worth another try, or hopeless.

NCBI says most failures inside an answer of status 200, and some passing ones with status 400. Users of other
programs reported the words looked for (issues of biopython, rentrez, metapub, refinebio, ReCiter).
"""

from __future__ import annotations

import html
import json
import re

from screening.lib.polite_http import NotServed, Permanent, Reply, Transient
from screening.searches.pubmed.markup import fold

_HEAD = 4096
_LONGEST_QUOTE = 300
_SAID = re.compile(rb"<ERROR>(.*?)</ERROR>", re.DOTALL)
_HOPELESS = re.compile(r"retstart|empty term|invalid db|id list is empty", re.IGNORECASE)
_PASSING = re.compile(
    r"search backend|external viewer|unable to|couldn.t resolve|cannot (?:get|retrieve)|time-?out|timed out"
    r"|temporar|at this time|empty response",
    re.IGNORECASE,
)
_WRONG_KEY = "NCBI does not accept the API key. Correct it, or remove it: searches then run, only slower."


def failure(reply: Reply) -> NotServed:
    """The failure behind an answer that is known not to hold what was asked for."""
    said = _said(reply.body)
    if "api key invalid" in said.lower():
        return Permanent(_WRONG_KEY)
    if reply.status == 429 or "rate limit" in said.lower():
        return Transient("NCBI receives more requests from here than it allows.")
    if 300 <= reply.status < 400:
        return Permanent("NCBI's address leads elsewhere. An administrator must check NCBI_BASE_URL.")
    if reply.status >= 500 or reply.status == 408:
        return Transient(f"NCBI's server has a problem (HTTP {reply.status}).")
    quoted = f"NCBI says: “{said}”" if said else f"NCBI's answer (HTTP {reply.status}) holds no data."
    if _HOPELESS.search(said) or (reply.status >= 400 and not _PASSING.search(said)):
        return Permanent(quoted)
    return Transient(quoted)


def judge_records(reply: Reply) -> NotServed | None:
    """``None`` for a whole EFetch answer. Whether it holds every record is another question."""
    if reply.status != 200 or b"<PubmedArticleSet" not in reply.body[:_HEAD]:
        return failure(reply)
    end = reply.body[-_HEAD:].rstrip()
    return None if end.endswith((b"</PubmedArticleSet>", b"<PubmedArticleSet/>")) else cut_off()


def cut_off() -> Transient:
    return Transient("NCBI's answer was cut off.")


def _said(body: bytes) -> str:
    """NCBI's own words, shortened. Of JSON only ``error``: its neighbour repeats the API key."""
    head = body[:_HEAD]
    found = _SAID.search(head)
    words = html.unescape(found[1].decode(errors="replace")) if found else _json_error(head)
    return fold(words)[:_LONGEST_QUOTE]


def _json_error(head: bytes) -> str:
    try:
        said = json.loads(head, strict=False)
    except ValueError:
        return ""
    return str(said.get("error", "")) if isinstance(said, dict) else ""
