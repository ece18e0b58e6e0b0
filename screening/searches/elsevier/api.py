"""What Elsevier's APIs share: the key in the headers, and what their failures mean.

Headers and quotas: https://dev.elsevier.com/api_key_settings.html. A used-up quota is answered with HTTP 429,
``X-ELS-Status: QUOTA_EXCEEDED …`` and ``X-RateLimit-Reset`` (seconds of the Unix epoch; until 2019 a date); too quick a
request with HTTP 429 alone. Failures are ``service-error`` or ``error-response`` in JSON, or the same in XML.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from screening.lib.polite_http import Exhausted, NotServed, Permanent, Reply, Transient
from screening.searches.connector import Context, SearchRefused
from screening.searches.json_answers import parsed
from screening.searches.json_values import text

_LONGEST_QUOTE = 300
_IN_XML = re.compile(rb"<(?:\w+:)?(statusCode|statusText)>([^<]*)<")
_WRONG = {"APIKEY_INVALID", "AUTHENTICATION_ERROR", "APIKEY_MISSING"}


def headers(context: Context, label: str) -> dict[str, str]:
    """Raises ``SearchRefused`` without a key."""
    if not context.api_key:
        raise SearchRefused(
            f"{label} is searched only with an Elsevier API key, and none is stored. Nothing was sent."
        )
    token = {"X-ELS-Insttoken": context.token} if context.token else {}
    return {"Accept": "application/json", "X-ELS-APIKey": context.api_key} | token


def failure(reply: Reply, label: str, not_entitled: str) -> NotServed | None:
    """The failure behind an answer where Elsevier has a reason of its own. ``not_entitled`` says what to do then."""
    code, said = _said(reply.body)
    if reply.status == 429:
        if "QUOTA_EXCEEDED" in (reply.headers.get("x-els-status", "") + code):
            return Exhausted(f"The quota of this Elsevier key for {label} is used up. {_again(reply)}")
        return Transient(f"{label} receives more requests with this key than it allows.")
    if reply.status in (401, 403):
        if code in _WRONG and "insufficient" not in said.lower():
            return Permanent(
                "Elsevier does not accept the API key. Correct or remove it under “My account”; if it is the"
                " installation's, an administrator corrects ELSEVIER_API_KEY."
            )
        return Permanent(f"Elsevier says: “{said or code or f'HTTP {reply.status}'}” {not_entitled}")
    if reply.status in (413, 414):
        return Permanent(f"{label} does not take a query this long. Split it into several searches.")
    return Permanent(f"{label} says: “{said}”") if said and 400 <= reply.status < 500 else None


def reset_of(reply: Reply) -> datetime | None:
    """When the quota begins anew, where the answer says so."""
    written = reply.headers.get("x-ratelimit-reset", "").strip()
    try:
        if written.isdecimal():
            seconds = int(written)
            return datetime.fromtimestamp(seconds / 1000 if seconds > 10**11 else seconds, UTC)
        return datetime.strptime(written, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _again(reply: Reply) -> str:
    reset = reset_of(reply)
    if reset is None:
        return "Quotas begin anew every seven days; Elsevier did not say when this one does."
    return f"It begins anew on {reset.day} {reset:%B %Y at %H:%M} UTC: try again then."


def _said(body: bytes) -> tuple[str, str]:
    """Elsevier's code and words, shortened; empty where the answer holds neither."""
    found: Any
    try:
        found = parsed(body)
    except ValueError:
        in_xml = {name.decode(): words.decode(errors="replace") for name, words in _IN_XML.findall(body)}
        code, words = in_xml.get("statusCode", ""), in_xml.get("statusText", "")
    else:
        service, response = ("service-error", "status"), ("error-response",)
        code = text(found, *service, "statusCode") or text(found, *response, "error-code")
        words = text(found, *service, "statusText") or text(found, *response, "error-message")
    return code, " ".join(words.split())[:_LONGEST_QUOTE]
