"""Filters of the list of conflicts; they live in the URL, also while one goes through them one by one.

By whom and why people disagree is told only of votes that are open to whoever asks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations, groupby
from typing import Any
from urllib.parse import urlencode

import django_filters as filters
from django.db.models import QuerySet

from screening.decisions.models import Candidate, Resolution, Verdict, Vote
from screening.decisions.queries import conflicts, latest_ruling, to_settle
from screening.protocol.models import ExclusionReason, Stage
from screening.reviews.models import Member

NO_REASON = "none"
NONE_LEFT = "No open conflict is like that any more."
ORDERS = {
    "oldest": ("Oldest first", ["decided_at", "pk"]),
    "newest": ("Newest first", ["-decided_at", "-pk"]),
    "title": ("Title, A to Z", ["citation__title_key", "pk"]),
}


class ConflictFilter(filters.FilterSet):
    pair = filters.ChoiceFilter(
        method="between", label="Between", empty_label="anybody", error_messages={"invalid_choice": NONE_LEFT}
    )
    reason = filters.ChoiceFilter(
        method="because",
        label="A reason given",
        empty_label="any",
        error_messages={"invalid_choice": NONE_LEFT},
    )
    stage = filters.ChoiceFilter(choices=Stage.choices, label="Stage", empty_label="both")
    mine = filters.ChoiceFilter(
        method="for_me",
        label="For me",
        empty_label="all",
        choices=[("settle", "those I may settle"), ("voted", "I voted there"), ("reopened", "opened again")],
    )
    order = filters.ChoiceFilter(
        method="in_order",
        label="Order",
        empty_label=None,
        choices=[(key, label) for key, (label, _) in ORDERS.items()],
    )

    class Meta:
        model = Candidate
        fields: list[str] = []

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        """Two queries: who voted on what, as far as it is open, and the reasons' labels."""
        super().__init__(*args, queryset=conflicts(member=member), **kwargs)
        self.member = member
        self.pairs, reasons = _told(self._votes())
        names = Member.objects.select_related("user").in_bulk({pk for pair in self.pairs for pk in pair})
        self.filters["pair"].extra["choices"] = [
            (f"{one}-{other}", f"{names[one]} and {names[other]} ({len(found):,})")
            for (one, other), found in sorted(self.pairs.items())
        ]
        labels = ExclusionReason.objects.in_bulk([pk for pk in reasons if pk])
        self.filters["reason"].extra["choices"] = [
            (str(pk), f"{labels[pk]} ({reasons[pk]:,})") for pk in labels if pk in reasons
        ] + ([(NO_REASON, f"excluded without a reason ({reasons[None]:,})")] if reasons[None] else [])

    @property
    def kept(self) -> str:
        """The filters in use, as a query string."""
        self.form.is_valid()  # what is no choice any more, in an address kept since, leaves the others in use
        said = getattr(self.form, "cleaned_data", {})
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def ids(self) -> list[int]:
        """What is found, in order."""
        return list(self.qs.values_list("pk", flat=True))

    def next_after(self, candidate: Candidate, found: list[int]) -> int | None:
        """The next one that the member may settle, of those found before ``candidate`` was; then from the first."""
        place = found.index(candidate.pk) if candidate.pk in found else -1
        open_ones = set(to_settle(member=self.member).values_list("pk", flat=True))
        return next((pk for pk in found[place + 1 :] + found[: max(place, 0)] if pk in open_ones), None)

    def between(self, rows: QuerySet[Candidate], name: str, value: str) -> QuerySet[Candidate]:
        one, other = map(int, value.split("-"))
        return rows.filter(pk__in=self.pairs[one, other])

    def because(self, rows: QuerySet[Candidate], name: str, value: str) -> QuerySet[Candidate]:
        reason = None if value == NO_REASON else int(value)
        given = self._votes().filter(verdict=Verdict.EXCLUDE, reason=reason)
        return rows.filter(pk__in=given.values("candidate"))

    def for_me(self, rows: QuerySet[Candidate], name: str, value: str) -> QuerySet[Candidate]:
        if value == "settle":
            return rows.filter(pk__in=to_settle(member=self.member).order_by().values("pk"))
        if value == "voted":
            return rows.filter(pk__in=Vote.objects.own(self.member).values("candidate"))
        return rows.alias(last=latest_ruling()).filter(last=Resolution.Ruling.REOPENED)

    def in_order(self, rows: QuerySet[Candidate], name: str, value: str) -> QuerySet[Candidate]:
        return rows.order_by(*ORDERS[value][1])

    def _votes(self) -> QuerySet[Vote]:
        """The standing votes on open conflicts, as far as they are open to the member."""
        here = Vote.objects.visible_to(self.member).filter(
            candidate__in=conflicts(member=self.member).order_by().values("pk"), superseded_by=None
        )
        return here.exclude(verdict=Verdict.WITHDRAWN)


def _told(votes: QuerySet[Vote]) -> tuple[dict[tuple[int, int], list[int]], Counter[int | None]]:
    """Which conflicts (ids) there are between each two members; and how many with each reason (``None``: with none)."""
    pairs: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    reasons: Counter[int | None] = Counter()
    rows = votes.order_by("candidate", "by").values_list("candidate", "by", "verdict", "reason")
    for candidate, cast in groupby(rows, key=lambda row: row[0]):
        here = list(cast)
        for pair in _apart({by: (verdict, reason) for _, by, verdict, reason in here}):
            pairs[pair].append(candidate)
        reasons.update({reason for _, _, verdict, reason in here if verdict == Verdict.EXCLUDE})
    return pairs, reasons


def _apart(said: dict[int, tuple[str, int | None]]) -> list[tuple[int, int]]:
    """The pairs whose verdicts differ; where none do, whose reasons differ; all of what agreed and was opened again."""
    pairs = list(combinations(said, 2))
    for differ in (lambda one, other: one[0] != other[0], lambda one, other: one[1] != other[1]):
        if found := [pair for pair in pairs if differ(*(said[member] for member in pair))]:
            return found
    return pairs
