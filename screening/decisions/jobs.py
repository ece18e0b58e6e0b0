"""What the scheduler asks for."""

from __future__ import annotations

from screening.decisions.looking_for_authors import look_where_due
from screening.jobs.handlers import chore


@chore("interests.look")
def look_for_authors() -> None:
    look_where_due()
