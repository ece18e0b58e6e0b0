"""The counts with their identities and the recount from the trail, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import ClassVar

from screening.exports.exporter import EXPORTERS
from screening.reports import prisma
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@EXPORTERS.register
class PrismaJson:
    key: ClassVar[str] = "prisma_json"
    label: ClassVar[str] = "PRISMA 2020 counts (JSON)"
    about: ClassVar[str] = (
        "Every box by its key, the identities, and the same numbers told by the audit trail."
    )
    extension: ClassVar[str] = "json"
    content_type: ClassVar[str] = "application/json"
    permission: ClassVar[Permission] = Permission.VIEW

    def write(self, member: Member) -> Iterator[str]:
        yield json.dumps(prisma.as_json(review=member.review), ensure_ascii=False, indent=2) + "\n"
