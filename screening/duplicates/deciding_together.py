"""One answer about several citations that hang together by open questions: all of it holds, or nothing does."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet

from screening.audit import trail
from screening.audit.events import Event
from screening.duplicates.answers import State, answer, pair_of
from screening.duplicates.deciding import Answered
from screening.duplicates.keeping import best_to_keep
from screening.duplicates.merging import Joining, Why, move_together, short
from screening.duplicates.models import Pair
from screening.duplicates.operations import lock
from screening.records.models import Citation
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@operation(Permission.RUN_SEARCHES)
def decide_together(
    *, by: Member, shown: Collection[int], citations: Collection[int], state: str, kind: str = ""
) -> None:
    """Say what ``citations`` are to each other, all of them alike; ``shown`` are the pairs that the person saw.

    Only open pairs between two of them are decided; duplicates become one citation even where nobody asked about two
    of them. Raises ``ValidationError``; ``Answered`` where one of what was shown is not as it was. Nothing is changed
    then: an answer that holds in part is not what the person said.
    """
    lock(by)
    chosen = set(citations)
    if len(chosen) < 2:
        raise ValidationError("Choose at least two citations that the answer is about. Nothing was changed.")
    seen = _whole(Pair.objects.filter(review_id=by.review_id, pk__in=shown))
    if not chosen <= {pk for pair in seen for pk in _ends(pair)}:
        raise Answered("One of these citations was merged meanwhile. Nothing was changed: look again.")
    among = _whole(Pair.objects.filter(one__citation__in=chosen, other__citation__in=chosen))
    asked = [pair for pair in among if pair in seen]
    _require_open(asked)
    if state == State.DUPLICATE:
        asked = _merge(by, chosen, asked, among)
    elif asked:
        two = {_ends(pair) for pair in asked}
        same = [pair.pk for pair in among if _ends(pair) in two and not pair.by_id]
        answer(Pair.objects.filter(pk__in=same), said_by=by, state=state, kind=kind)
    else:
        raise ValidationError("Nobody asked about these two: choose others, too. Nothing was changed.")
    for ends, pair in {_ends(pair): pair for pair in reversed(asked)}.items():
        trail.record(Event.PAIR_DECIDED, pair, citations=sorted(ends), answer=state, rule=pair.rule)


def _merge(by: Member, chosen: set[int], asked: Sequence[Pair], among: Sequence[Pair]) -> list[Pair]:
    """All of them become one; each merge says by which question. Gives the pairs that say so, as they were before."""
    _require_unsaid(among)
    here = Citation.objects.in_bulk(chosen)
    keep = best_to_keep([here[pk] for pk in sorted(chosen)])
    # without a pair of its own nothing would tell that the answer was about this one, or take it back
    alone = chosen - {pk for pair in among for pk in _ends(pair)} - {keep.pk}
    made = [pair_of(keep, here[pk]).pk for pk in sorted(alone)]
    told = [*among, *_whole(Pair.objects.filter(pk__in=made))]
    whys = {}
    for pk in sorted(chosen - {keep.pk}):
        of_this = sorted((p for p in asked if pk in _ends(p)), key=lambda p: keep.pk not in _ends(p))
        whys[pk] = Why(of_this[0].rule, of_this[0].evidence) if of_this else Why()
    move_together(by=by, joinings=[Joining(keep.pk, whys)])
    return told


def _require_unsaid(pairs: Sequence[Pair]) -> None:
    for pair in pairs:
        if pair.by:
            one, other = short(pair.one.citation), short(pair.other.citation)
            raise Answered(
                f"{pair.by} answered about “{one}” and “{other}”: {pair.get_state_display()}. Choose one of the two, "
                "or take that answer back first. Nothing was changed."
            )


def _require_open(pairs: Sequence[Pair]) -> None:
    for pair in pairs:
        if pair.state != State.OPEN:
            who = f", by {pair.by}" if pair.by else ""
            raise Answered(
                f"One of these was answered already: {pair.get_state_display()}{who}. Nothing was changed: look again."
            )


def _whole(pairs: QuerySet[Pair]) -> list[Pair]:
    """Those of two citations, with these as they are now."""
    apart = pairs.exclude(one__citation=F("other__citation"))
    return list(apart.select_related("one__citation", "other__citation", "by__user").order_by("pk"))


def _ends(pair: Pair) -> frozenset[int]:
    return frozenset((pair.one.citation_id, pair.other.citation_id))
