"""Records of one file that carry the same accession number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening.records.description import Received

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Repeat:
    """A record whose ``number`` stands in the file already, and the lines where both begin."""

    number: str
    line: int | None
    first_line: int | None


class Repeats:
    """Looks at the records of a file one after another; keeps a hash and a line of each."""

    def __init__(self) -> None:
        self._lines: dict[int, int | None] = {}
        self.count = 0
        self.first: list[Repeat] = []

    def look_at(self, received: Received) -> None:
        again = False
        for number in _numbers(received):
            known = hash(number)
            if known not in self._lines:
                self._lines[known] = received.line
            elif not again:
                again = True
                self.count += 1
                if len(self.first) < _SHOWN:
                    self.first.append(Repeat(number, received.line, self._lines[known]))


def _numbers(received: Received) -> Iterator[str]:
    """What the database calls the record by, with the database's name: numbers of two databases can be alike."""
    description = received.description
    if received.accession:
        yield f"accession {received.accession}"
    if description is None:
        return
    if description.pmid and description.pmid != received.accession:
        yield f"PMID {description.pmid}"
    if description.nct and description.nct != received.accession:
        yield description.nct
    for database, number in description.ids.items():
        yield f"{database} {number}"
