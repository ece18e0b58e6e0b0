"""Whether a description says that the report itself was retracted."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TYPE = re.compile(r"retracted(?: (?:publication|article|paper))?", re.IGNORECASE)
_TITLE = re.compile(r"\W*(?:RETRACTED(?: ARTICLE)?\b|Retracted(?: [Aa]rticle)?\s*[:\]])")


def is_retracted(title: str, types: Iterable[str]) -> bool:
    """True for a retracted report; False for the notice that retracts another (``Retraction of …``)."""
    return bool(_TITLE.match(title)) or any(map(_TYPE.fullmatch, map(str.strip, types)))
