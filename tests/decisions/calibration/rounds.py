"""Rounds to stand on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from screening.decisions.calibration.operations import open_round
from screening.decisions.calibration_models import PilotRound
from screening.decisions.models import Candidate
from screening.reviews.models import Member
from tests.decisions.rows import vote


def make_round(owner: Member, members: Sequence[Member], *, size: int = 4, **given: Any) -> PilotRound:
    return open_round(by=owner, members=members, size=size, **given)


def drawn(pilot: PilotRound) -> list[Candidate]:
    rows = pilot.drawn.select_related("candidate__citation").order_by("candidate")
    return [row.candidate for row in rows]


def judge_all(pilot: PilotRound, member: Member, verdicts: str) -> None:
    """``iiem`` is include, include, exclude, maybe of the drawn candidates in the order of their ids."""
    said = {"i": "include", "e": "exclude", "m": "maybe"}
    for candidate, letter in zip(drawn(pilot), verdicts, strict=True):
        vote(member, candidate, said[letter])
