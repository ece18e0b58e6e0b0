"""What each person prefers in the room."""

from __future__ import annotations

from screening.reviews.models import Member


def order_of(member: Member) -> str:
    """``random``, ``newest``, ``oldest`` or ``title``."""
    return "random"
