"""Answers in JSON: the whole, the bytes of each record in it, and what an answer without data means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from screening.lib.polite_http import NotServed, Permanent, Reply, Transient
from screening.searches.json_values import several, text, value

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[\s,]*")
_LONGEST_QUOTE = 300


def parsed(body: bytes) -> Any:
    """Raises ``ValueError`` for anything but whole JSON, also for what nests too deep to be read."""
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("the answer nests too deep") from None


def cut_out(body: bytes, name: str) -> list[tuple[bytes, Any]]:
    """Every entry of the first list called ``name``, as it stands in ``body`` and as read.

    Raises ``ValueError`` where the answer is not whole or has no such list.
    """
    written, place = _find(body, name, r"\[")
    return list(_entries(written, place))


def cut_one(body: bytes, name: str) -> tuple[bytes, Any]:
    """The first object called ``name``, likewise."""
    written, place = _find(body, name, r"(?=\{)")
    entry, end = _DECODER.raw_decode(written, place)
    return written[place:end].encode(), entry


def _find(body: bytes, name: str, opening: str) -> tuple[str, int]:
    parsed(body)
    written = body.decode()
    # in a text the quotation marks would be escaped, so this is a name
    found = re.search(rf'"{re.escape(name)}"\s*:\s*{opening}', written)
    if not found:
        raise ValueError(f"the answer has no {name}")
    return written, found.end()


def _entries(written: str, place: int) -> Iterator[tuple[bytes, Any]]:
    while True:
        found = _SPACE.match(written, place)
        start = found.end() if found else place
        if written[start] == "]":
            return
        entry, place = _DECODER.raw_decode(written, start)
        yield written[start:place].encode(), entry


def failure(reply: Reply, service: str, setting: str) -> NotServed:
    """The failure behind an answer that is known not to hold what was asked for.

    ``setting`` names the variable with the service's address.
    """
    said, status = _said(reply)
    if status == 429:
        return Transient(f"{service} receives more requests from here than it allows.")
    if 300 <= status < 400:
        return Permanent(f"{service}'s address leads elsewhere. An administrator must check {setting}.")
    if status >= 500 or status == 408:
        return Transient(f"{service}'s server has a problem (HTTP {status}).")
    if status >= 400:
        quoted = f"{service} says: “{said}”" if said else f"{service} refuses the request (HTTP {status})."
        return Permanent(quoted)
    if reply.body.lstrip()[:1] == b"<":
        return Transient(f"{service} answered with a web page instead of data.")
    return Transient(
        f"{service} says: “{said}”" if said else f"{service}'s answer was cut off or holds no data."
    )


def _said(reply: Reply) -> tuple[str, int]:
    """The service's own words, shortened, and the status, which some put inside an answer of status 200."""
    try:
        answer = parsed(reply.body)
    except ValueError:
        plain = reply.headers.get("content-type", "").startswith("text/plain")
        return (
            " ".join(reply.body.decode(errors="replace").split())[:_LONGEST_QUOTE] if plain else ""
        ), reply.status
    words = [text(answer, "errMsg"), text(answer, "message"), text(answer, "error")]
    words += [text(one, "message") for one in several(answer, "message")]
    inside = value(answer, "errCode")
    status = inside if isinstance(inside, int) and reply.status == 200 else reply.status
    return next(filter(None, words), "")[:_LONGEST_QUOTE], status
