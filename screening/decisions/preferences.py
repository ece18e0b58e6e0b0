"""How a member reads and screens: each person's own, the same in all their reviews."""

from __future__ import annotations

from screening.accounts.models import ReadingPreferences
from screening.accounts.queries import reading_preferences
from screening.reviews.models import Member


def preferences_of(member: Member) -> ReadingPreferences:
    return reading_preferences(user=member.user)


def order_of(member: Member) -> str:
    """In which order the queue comes to them: a value of ``ReadingPreferences.Order``."""
    return preferences_of(member).order
