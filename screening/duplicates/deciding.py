"""A person answers: duplicates, separate or related. Answered once, by whoever was quicker; taken back at any time."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from screening.audit import trail
from screening.audit.events import Event
from screening.duplicates.answers import State, answer, between, unanswered
from screening.duplicates.keeping import best_to_keep
from screening.duplicates.merging import Why
from screening.duplicates.models import Merge, Pair
from screening.duplicates.operations import lock, merge, undo_merge
from screening.records.models import Citation, Record
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


class Answered(ValidationError):
    """Somebody else was quicker, or the question went away. Nothing was changed."""


@operation(Permission.RUN_SEARCHES)
def decide(*, by: Member, pair: Pair, state: str, kind: str = "") -> None:
    """Say what two citations are to each other: ``state``, and for related ones their ``kind``. Raises ``Answered``."""
    lock(by)
    pair = _fresh(pair)
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
    """Ask again. What was merged by the answer is taken apart, votes as they were. Raises ``Answered``."""
    lock(by)
    pair = _fresh(pair)
    if not pair.by_id:
        raise Answered("Nobody has answered this, or it was taken back already. Nothing was changed.")
    said = pair.state
    if said == State.DUPLICATE:
        undo_merge(by=by, citation=_merged_by(pair))
        pair = _fresh(pair)
    one, other = pair.one.citation, pair.other.citation
    answer(between(one, other), said_by=None, state=unanswered(pair))
    trail.record(Event.PAIR_REOPENED, pair, citations=[one.pk, other.pk], answer=said)


@operation(Permission.RUN_SEARCHES)
def relate(*, by: Member, one: Citation, other: Citation, kind: str) -> Pair:
    """Link two citations that nobody asked about: reports of one study, a notice and what it is about …"""
    lock(by)
    first, last = (Record.objects.live().filter(citation=c).order_by("pk").first() for c in (one, other))
    if first is None or last is None or one == other:
        raise ValidationError("Choose another citation, one that counts and was not merged.")
    first, last = sorted((first, last), key=lambda record: record.pk)
    evidence = {"evidence": "a person said so"}
    pair, _ = Pair.objects.get_or_create(
        one=first, other=last, defaults={"review_id": by.review_id, **evidence}
    )
    answer(between(one, other), said_by=by, state=State.RELATED, kind=kind)
    trail.record(Event.PAIR_DECIDED, pair, citations=[one.pk, other.pk], answer=State.RELATED.value, rule="")
    return pair


def _fresh(pair: Pair) -> Pair:
    return Pair.objects.select_related("one__citation", "other__citation", "by__user").get(pk=pair.pk)


def _merged_by(pair: Pair) -> Citation:
    """The citation that lost its records when the pair was answered."""
    kept = pair.one.citation
    if kept != pair.other.citation:
        raise Answered("The merge was undone already, on the page of merges.")
    for done in Merge.objects.filter(kept=kept, undone_at=None).select_related("emptied").order_by("-pk"):
        if (pair.one_id in done.records) != (pair.other_id in done.records):
            return done.emptied
    raise Answered("Their citation was merged with others since: undo that first, on the page of merges.")
