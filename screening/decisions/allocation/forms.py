"""What owners send to say who screens what: one form for each mode, and the hand-over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from screening.decisions.allocation.dividing import evenly
from screening.decisions.allocation.models import Allocation
from screening.decisions.allocation.operations import LONGEST, SHORTEST
from screening.decisions.allocation.planning import Share
from screening.reviews.models import Member

ORDERS = [
    ("priority", "What was ranked first, then each person’s own order"),
    ("own", "Each person’s own order"),
]
PAIRS = 10  # lines offered, at most


class Division(forms.Form):
    """The open pool, and what every other mode asks as well. ``shares`` are the lines somebody filled in."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    lease_minutes = forms.IntegerField(
        label="Kept for somebody for (minutes)",
        min_value=SHORTEST,
        max_value=LONGEST,
        help_text="Who does not vote by then, or leaves the room, gives the citation back.",
    )
    order = forms.ChoiceField(label="Order", choices=ORDERS)

    def __init__(
        self, *args: Any, allocation: Allocation, screeners: Sequence[Member], **kwargs: Any
    ) -> None:
        start = {
            "seen": allocation.number,
            "lease_minutes": allocation.lease_minutes,
            "order": "priority" if allocation.by_priority else "own",
        }
        super().__init__(*args, **{"initial": start} | kwargs)
        self.people = [(str(member.pk), str(member)) for member in screeners]

    def clean(self) -> dict[str, Any]:
        if "seen" in self.errors:  # a field that nobody sees
            self.add_error(None, "This form did not arrive whole. Load the page again and fill it in anew.")
        return self.cleaned_data

    def shares(self) -> list[Share]:
        return []

    def lines(self) -> list[list[forms.BoundField]]:
        """The fields of each share, for a page that puts them in lines."""
        return []


class Sizes(Division):
    """A number for each person: of hundred, or of citations."""

    most = 100

    def __init__(self, *args: Any, start: Mapping[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for pk, name in self.people:
            self.fields[f"member_{pk}"] = forms.IntegerField(
                label=name, min_value=0, max_value=self.most, required=False, initial=start.get(int(pk), 0)
            )

    def shares(self) -> list[Share]:
        sizes = [(int(pk), self.cleaned_data[f"member_{pk}"]) for pk, _ in self.people]
        return [Share((pk,), size) for pk, size in sizes if size]

    def lines(self) -> list[list[forms.BoundField]]:
        return [[self[f"member_{pk}"]] for pk, _ in self.people]


class Numbers(Sizes):
    most = 10_000_000


class Sources(Division):
    """The people for each source that has found something."""

    def __init__(
        self,
        *args: Any,
        sources: Sequence[tuple[int, str]],
        start: Mapping[int, Sequence[int]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sources = sources
        for pk, name in sources:
            self.fields[f"source_{pk}"] = forms.MultipleChoiceField(
                label=name,
                choices=self.people,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=start.get(pk, []),
            )

    def shares(self) -> list[Share]:
        named = [(pk, self.cleaned_data[f"source_{pk}"]) for pk, _ in self.sources]
        return [Share(tuple(map(int, people)), source=pk) for pk, people in named if people]

    def lines(self) -> list[list[forms.BoundField]]:
        return [[self[f"source_{pk}"]] for pk, _ in self.sources]


class Pairs(Division):
    """Two people in each line, and how much of the work is theirs; equal parts where nothing is said."""

    def __init__(self, *args: Any, start: Sequence[Share], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        some = len(self.people)
        self.count = max(len(start), min(PAIRS, some * (some - 1) // 2))
        choices = [("", "–"), *self.people]
        for line in range(1, self.count + 1):
            share = start[line - 1] if line <= len(start) else Share(("", ""))  # type: ignore[arg-type]
            for place, name in enumerate(("first", "second")):
                self.fields[f"{name}_{line}"] = forms.ChoiceField(
                    label=f"Pair {line}, {name}",
                    choices=choices,
                    required=False,
                    initial=share.members[place],
                )
            self.fields[f"size_{line}"] = forms.IntegerField(
                label=f"Pair {line}, percent", min_value=0, max_value=100, required=False, initial=share.size
            )

    def shares(self) -> list[Share]:
        found, told = [], self.cleaned_data
        for line in range(1, self.count + 1):
            people = [told[f"first_{line}"], told[f"second_{line}"]]
            if any(people):
                found.append(Share(tuple(int(pk) for pk in people if pk), told[f"size_{line}"]))
        return found

    def lines(self) -> list[list[forms.BoundField]]:
        names = ("first", "second", "size")
        return [[self[f"{name}_{line}"] for name in names] for line in range(1, self.count + 1)]


def form_for(
    mode: str,
    data: Any,
    *,
    allocation: Allocation,
    screeners: Sequence[Member],
    sources: Sequence[tuple[int, str]],
    seats: int,
) -> Division:
    """The form of a mode as it stands, or with a proposal of equal shares. ``seats`` are all votes still due."""
    given = [Share.from_json(share) for share in allocation.given] if allocation.mode == mode else []
    common: dict[str, Any] = {"allocation": allocation, "screeners": screeners}
    if mode == Allocation.Mode.PAIRS:
        return Pairs(data, start=given, **common)
    if mode == Allocation.Mode.SOURCE:
        return Sources(
            data, sources=sources, start={share.source or 0: share.members for share in given}, **common
        )
    if mode == Allocation.Mode.POOL:
        return Division(data, **common)
    whole = 100 if mode == Allocation.Mode.PERCENT else seats
    equal = dict(zip((member.pk for member in screeners), evenly(whole, len(screeners)), strict=True))
    sizes = {share.members[0]: share.size or 0 for share in given}
    return (Sizes if mode == Allocation.Mode.PERCENT else Numbers)(data, start=sizes or equal, **common)


class HandOver(forms.Form):
    """Whose open work goes to whom."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    leaving = forms.ChoiceField(label="Open work of")
    successor = forms.ChoiceField(label="goes to", required=False)

    def __init__(
        self, *args: Any, holders: Sequence[Member], screeners: Sequence[Member], number: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"initial": {"seen": number}} | kwargs)
        self.by_pk = {str(member.pk): member for member in (*holders, *screeners)}
        people = [(str(member.pk), str(member)) for member in screeners]
        self.fields["leaving"].choices = [(str(member.pk), str(member)) for member in holders]  # type: ignore[attr-defined]
        self.fields["successor"].choices = [("", "all who can take it, evenly"), *people]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Member | None]:
        told = self.cleaned_data
        return {"leaving": self.by_pk[told["leaving"]], "successor": self.by_pk.get(told["successor"])}
