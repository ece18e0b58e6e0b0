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
        "Every event with its hash and the hash before it. Auditors get everything. For others, what people did on "
        "what is still pending is left out, and from the first such event on the hashes: it could be guessed by them."
    )
    extension: ClassVar[str] = "jsonl"
    content_type: ClassVar[str] = "application/x-ndjson; charset=utf-8"
    permission: ClassVar[Permission] = Permission.READ_TRAIL

    def write(self, member: Member) -> Iterator[str]:
        events = visible_events(member=member).order_by("sequence").iterator(chunk_size=2000)
        for place, event in enumerate(events, 1):
            whole = event.sequence == place  # nothing was left out so far
            links = (
                {"previous": event.previous, "hash": event.hash} if whole else {"previous": "", "hash": ""}
            )
            content = {**event.content(), **links}
            yield json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n"
