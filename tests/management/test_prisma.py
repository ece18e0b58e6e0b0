"""The counts as a person in a terminal reads them."""

from __future__ import annotations

import io

from django.core.management import call_command

from screening.reviews.models import Member
from tests.world import furnish


def test_each_box_is_a_line_with_both_columns(owen: Member) -> None:
    furnish(owen)
    out = io.StringIO()
    call_command("prisma", owen.review.slug, stdout=out)
    lines = [line.split() for line in out.getvalue().splitlines()]
    assert ["Records", "identified", "5", "0"] in lines
    assert ["Reports", "sought", "for", "retrieval", "2", "0"] in lines
    assert ["DRAFT"] in lines
    assert "{" not in out.getvalue()
    assert "BROKEN" not in out.getvalue()
