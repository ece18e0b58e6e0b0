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
