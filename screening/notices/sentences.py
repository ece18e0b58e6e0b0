"""What notices say and where they lead. Plain Python: a kind and its data in, a sentence out.

Nothing here may depend on a vote: a notice reaches people who may not see one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and the URL name of the page about it with what follows its address."""

    sentence: str
    page: str
    query: str = ""


KINDS = {
    "search.new_records": Told(
        "{source} was searched on schedule: {new} new here, of {received} received.",
        "searches:run",
        "?show=new",
    ),
    "search.failed": Told("{source} was searched on schedule, and not to the end. {problem}", "searches:run"),
    "search.paused": Told("The schedule for searching {source} is paused. {problem}", "searches:schedule"),
    "pilot.opened": Told(
        "Pilot round {number} is open: {size} citations for you to judge.", "decisions:pilot"
    ),
    "pilot.opened_at_full_text": Told(
        "Full-text pilot round {number} is open: {size} full texts for you to judge.", "decisions:pilot"
    ),
    "pilot.closed_at_full_text": Told(
        "Full-text pilot round {number} is closed: see where you agreed.", "decisions:pilot"
    ),
    "pilot.closed": Told("Pilot round {number} is closed: see where you agreed.", "decisions:pilot"),
    "citation.retracted": Told(
        "PubMed says that an included report was retracted: “{title}”.", "reports:citation"
    ),
    "citation.questioned": Told(
        "PubMed shows an expression of concern about an included report: “{title}”.", "reports:citation"
    ),
    "retractions.failed": Told(
        "The check for retractions did not get to the end. {problem}", "retractions:list"
    ),
    "interests.proposed": Told(
        "{name} may be an author of citations that are screened here: confirm or dismiss it.",
        "decisions:interests",
        "?state=proposed",
    ),
    "outcome.disputed": Told(
        "A vote disagrees with what was agreed; it is a conflict now: “{title}”.", "decisions:conflict"
    ),
    "outcome.reopened": Told("An outcome was opened again: “{title}”. Why: {why}", "decisions:conflict"),
    "comment.written": Told("{who} wrote in the discussion of “{title}”.", "decisions:conflict"),
    "retractions.paused": Told("The check for retractions is paused. {problem}", "retractions:list"),
}


def told(kind: str, data: Mapping[str, Any]) -> Told:
    """Raises ``KeyError`` for a kind that is not in the table, and for data that it lacks."""
    pattern = KINDS[kind]
    values = {name: f"{value:,}" if isinstance(value, int) else value for name, value in data.items()}
    sentence = " ".join(
        pattern.sentence.format_map(values).split()
    )  # one line: it may become a mail's subject
    return Told(sentence, pattern.page, pattern.query)
