"""The audit trail as JSON lines, with everything its hashes cover: anyone can verify it with ``audit/chain.py``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import ClassVar

from screening.exports.exporter import EXPORTERS
from screening.reports.events import visible_events
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@EXPORTERS.register
class TrailJsonLines:
    key: ClassVar[str] = "trail_jsonl"
    label: ClassVar[str] = "Audit trail (JSON lines)"
    about: ClassVar[str] = (
        "Every event with its hash and the hash before it. "
        "What others did on pending candidates is left out, except for auditors."
    )
    extension: ClassVar[str] = "jsonl"
    content_type: ClassVar[str] = "application/x-ndjson; charset=utf-8"
    permission: ClassVar[Permission] = Permission.READ_TRAIL

    def write(self, member: Member) -> Iterator[str]:
        for event in visible_events(member=member).order_by("sequence").iterator(chunk_size=2000):
            content = {**event.content(), "previous": event.previous, "hash": event.hash}
            yield json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n"
