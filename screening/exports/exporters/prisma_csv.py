"""The counts for the R package PRISMA2020 and its web page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from screening.exports.exporter import EXPORTERS
from screening.reports import prisma
from screening.reports.prisma_csv import prisma_csv
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@EXPORTERS.register
class PrismaCsv:
    key: ClassVar[str] = "prisma_csv"
    label: ClassVar[str] = "PRISMA 2020 counts (CSV)"
    about: ClassVar[str] = "In the columns that the PRISMA2020 R package and its web page read."
    extension: ClassVar[str] = "csv"
    content_type: ClassVar[str] = "text/csv; charset=utf-8"
    permission: ClassVar[Permission] = Permission.VIEW

    def write(self, member: Member) -> Iterator[str]:
        yield prisma_csv(prisma.count(review=member.review))
