"""One request to a utility, as sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qs, urlsplit


def is_number(text: str) -> bool:
    """Whether it reads as a PMID or a small count."""
    return text.isascii() and text.isdigit() and len(text) < 12


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    fields: dict[str, list[str]]
    size: int = 0  # bytes of the body
    client: str = ""

    @classmethod
    def read(cls, method: str, target: str, body: bytes, client: str) -> Request:
        parts = urlsplit(target)
        sent = "&".join(filter(None, (parts.query, body.decode("utf-8", "replace"))))
        return cls(method, parts.path, parse_qs(sent, keep_blank_values=True), len(body), client)

    @property
    def utility(self) -> str:
        """``esearch`` of ``/entrez/eutils/esearch.fcgi``."""
        return self.path.rsplit("/", 1)[-1].partition(".")[0]

    def get(self, name: str, default: str = "") -> str:
        return self.fields.get(name, [default])[-1].strip()

    def number(self, name: str, default: int) -> int:
        text = self.get(name)
        return int(text) if is_number(text) else default

    @property
    def json(self) -> bool:
        return self.get("retmode").lower() == "json"

    @cached_property
    def ids(self) -> list[str]:
        """All ids, from comma lists and repeated fields alike."""
        return [i for value in self.fields.get("id", []) for i in re.split(r"[,\s]+", value) if i]
