"""A person answers: duplicates, separate or related. Answered once, by whoever was quicker; taken back at any time."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from screening.audit import trail
from screening.audit.events import Event
from screening.duplicates.answers import State, answer, between, pair_of, said_together, unanswered
from screening.duplicates.keeping import best_to_keep
from screening.duplicates.merging import Why
from screening.duplicates.models import Merge, Pair
from screening.duplicates.operations import lock, merge, undo_merge
from screening.records.models import Citation
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


class Answered(ValidationError):
    """Somebody else was quicker, or the question went away. Nothing was changed."""


@operation(Permission.RUN_SEARCHES)
def decide(*, by: Member, pair: Pair, state: str, kind: str = "") -> None:
    """Say what two citations are to each other: ``state``, and for related ones their ``kind``. Raises ``Answered``."""
    lock(by)
    pair = _fresh(pair.pk)
    one, other = pair.one.citation, pair.other.citation
    if pair.by_id or pair.state == State.DUPLICATE:
        who = f", by {pair.by}" if pair.by else ""
        raise Answered(f"This was answered already: {pair.get_state_display()}{who}. Nothing was changed.")
    if one == other:
        raise Answered("These became one citation meanwhile: there is nothing left to answer.")
    if state == State.DUPLICATE:
        keep = best_to_keep([one, other])
        merge(by=by, keep=keep, others=[one, other], why=Why(pair.rule, pair.evidence))
    else:
        answer(between(one, other), said_by=by, state=state, kind=kind)
    trail.record(Event.PAIR_DECIDED, pair, citations=[one.pk, other.pk], answer=state, rule=pair.rule)


@operation(Permission.RUN_SEARCHES)
def take_back_answer(*, by: Member, pair: Pair) -> None:
    """Ask again, about all pairs that were answered at one stroke. What was merged by the answer is taken apart, votes
    as they were. Raises ``Answered``."""
    lock(by)
    pair = _fresh(pair.pk)
    if not pair.by_id:
        raise Answered("Nobody has answered this, or it was taken back already. Nothing was changed.")
    said = pair.state
    ids = [pair.pk, *said_together(pair).exclude(pk=pair.pk).order_by("pk").values_list("pk", flat=True)]
    if said == State.DUPLICATE:
        for citation in _merged_by([_fresh(pk) for pk in ids]):
            undo_merge(by=by, citation=citation)
    seen = set()
    for pk in ids:
        again = _fresh(pk)
        one, other = again.one.citation, again.other.citation
        if frozenset((one.pk, other.pk)) not in seen:
            seen.add(frozenset((one.pk, other.pk)))
            about = between(one, other)
            if said != State.DUPLICATE:
                about = about.filter(pk__in=ids)  # others may have said something about records merged since
            answer(about, said_by=None, state=unanswered(again))
            trail.record(Event.PAIR_REOPENED, again, citations=[one.pk, other.pk], answer=said)


@operation(Permission.RUN_SEARCHES)
def relate(*, by: Member, one: Citation, other: Citation, kind: str) -> Pair:
    """Link two citations that nobody asked about: reports of one study, a notice and what it is about …"""
    lock(by)
    pair = pair_of(one, other)
    answer(between(one, other), said_by=by, state=State.RELATED, kind=kind)
    trail.record(Event.PAIR_DECIDED, pair, citations=[one.pk, other.pk], answer=State.RELATED.value, rule="")
    return pair


def _fresh(pair_id: int) -> Pair:
    return Pair.objects.select_related("one__citation", "other__citation", "by__user").get(pk=pair_id)


def _merged_by(pairs: Sequence[Pair]) -> list[Citation]:
    """The citations that lost their records when these pairs were answered at one stroke, the last first."""
    kept = pairs[0].one.citation
    if any({pair.one.citation_id, pair.other.citation_id} != {kept.pk} for pair in pairs):
        raise Answered("The merge was undone already, on the page of merges.")
    since = Merge.objects.filter(kept=kept, undone_at=None, merged_at__gte=pairs[0].decided_at)
    emptied = [
        done.emptied
        for done in since.select_related("emptied").order_by("-pk")
        if any((pair.one_id in done.records) != (pair.other_id in done.records) for pair in pairs)
    ]
    if not emptied:
        raise Answered("Their citation was merged with others since: undo that first, on the page of merges.")
    return emptied
