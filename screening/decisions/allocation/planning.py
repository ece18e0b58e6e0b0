"""From what an owner typed to the parts it means, or to the sentence that says why it cannot be. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from screening.decisions.allocation.dividing import WHOLE, Part, evenly, share_out


class Unworkable(Exception):
    """Such a division would leave citations without the people they need. The message says why."""


@dataclass(frozen=True, slots=True)
class Share:
    """One line of the form: people and the size of their share; or a source and the people who screen it."""

    members: tuple[int, ...]
    size: int | None = None
    source: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {"members": list(self.members), "size": self.size, "source": self.source}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Share:
        return cls(tuple(data["members"]), data["size"], data["source"])


def divide(mode: str, shares: Sequence[Share], *, votes: int, places: Sequence[int] = ()) -> list[Part]:
    """The parts that ``shares`` mean in a mode of ``Allocation``, with so many votes required.

    ``places`` are those of the candidates there are, in order; only shares by number ask for them. Raises
    ``Unworkable``.
    """
    if mode == "pool":
        return []
    if not shares:
        raise Unworkable("Nobody has a share yet: fill in at least one line.")
    if mode == "source":
        return _by_source(shares, votes)
    if mode == "pairs":
        return _by_pairs(shares, votes)
    return _by_number(shares, votes, places) if mode == "number" else _by_percent(shares, votes)


def _by_percent(shares: Sequence[Share], votes: int) -> list[Part]:
    sizes, most = _percents(shares), -(-100 // votes)
    if max(sizes) > most:
        raise Unworkable(
            f"With {votes} votes for each citation a person can do at most {most} % of the work: nobody judges a"
            " citation twice. Give the rest to somebody else."
        )
    return share_out(
        [share.members for share in shares],
        _within_a_round([size * votes for size in sizes]),
        once_round=100,
        place=lambda at: WHOLE * at // 100,
    )


def _within_a_round(sizes: list[int]) -> list[int]:
    """A third of the work is 33 or 34 % in whole numbers: what 34 % is too long goes to others."""
    fitted = [min(size, 100) for size in sizes]
    for place, size in enumerate(fitted):
        fitted[place] += min(100 - size, sum(sizes) - sum(fitted))
    return fitted


def _by_pairs(shares: Sequence[Share], votes: int) -> list[Part]:
    if votes != 2:
        raise Unworkable(f"Pairs need a protocol with 2 votes for each citation; yours has {votes}.")
    if any(len(set(share.members)) != 2 for share in shares):
        raise Unworkable("A pair is two people: choose two different ones in each line.")
    teams = [share.members for share in shares]
    return share_out(teams, _percents(shares), once_round=100, place=lambda at: WHOLE * at // 100)


def _percents(shares: Sequence[Share]) -> list[int]:
    """As typed; equal ones where none was typed."""
    if all(share.size is None for share in shares):
        return evenly(100, len(shares))
    sizes = [share.size or 0 for share in shares]
    if sum(sizes) != 100:
        raise Unworkable(f"The shares add up to {sum(sizes)} %, not to 100 %.")
    return sizes


def _by_number(shares: Sequence[Share], votes: int, places: Sequence[int]) -> list[Part]:
    sizes = [share.size or 0 for share in shares]
    total, most = sum(sizes), sum(sizes) // votes
    if not total or total % votes:
        raise Unworkable(
            f"The numbers add up to {total:,}. Each citation needs {votes} votes, so choose numbers that add up to"
            f" a multiple of {votes}."
        )
    if most > len(places):
        raise Unworkable(
            f"The numbers add up to {total:,}, and only {len(places):,} citations are pending: with {votes} for"
            f" each that is {votes * len(places):,} at most."
        )
    if max(sizes) > most:
        raise Unworkable(
            f"These numbers reach for {most:,} citations, so one person can do {most:,} of them at most: nobody"
            " judges a citation twice."
        )

    def place(at: int) -> int:
        return 0 if at == 0 else WHOLE if at == len(places) else places[at]

    return share_out([share.members for share in shares], sizes, once_round=most, place=place)


def _by_source(shares: Sequence[Share], votes: int) -> list[Part]:
    if any(len(set(share.members)) < votes for share in shares):
        raise Unworkable(
            f"Each citation needs {votes} votes: choose at least {votes} people for each source."
        )
    parts = [Part(tuple((pk,) for pk in share.members), source=share.source) for share in shares]
    return [*parts, Part()]
