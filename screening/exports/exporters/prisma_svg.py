"""The PRISMA 2020 flow diagram as a picture that stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.utils import timezone

from screening.exports.exporter import EXPORTERS
from screening.reports import prisma
from screening.reports.flow_diagram import draw
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@EXPORTERS.register
class PrismaSvg:
    key: ClassVar[str] = "prisma_svg"
    label: ClassVar[str] = "PRISMA 2020 flow diagram (SVG)"
    about: ClassVar[str] = (
        "The diagram as it stands now, for print; marked as a draft while anything is open."
    )
    extension: ClassVar[str] = "svg"
    content_type: ClassVar[str] = "image/svg+xml"
    permission: ClassVar[Permission] = Permission.VIEW

    def write(self, member: Member) -> Iterator[str]:
        counts = prisma.count(review=member.review)
        yield draw(counts, {}, title=member.review.title, dated=timezone.now().date(), standalone=True)
