"""Votes of merged citations, and back: parts of merging and of its undoing. Votes are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.calibration.closing import take_out
from screening.decisions.models import Candidate, Resolution, Verdict, Vote
from screening.decisions.outcomes.settling import settle
from screening.decisions.queries import latest_resolution, standing_resolution
from screening.duplicates.models import Merge
from screening.duplicates.pooling import Stand, pool, resolution
from screening.protocol.queries import current_protocol, rules_for
from screening.reviews.models import Member

REOPENED = Resolution.Ruling.REOPENED
_PENDING = Candidate.Outcome.PENDING


def carry(*, by: Member, kept: Candidate, other: Candidate, merge: Merge) -> None:
    """Let the votes on ``other`` count on ``kept`` by the rule of ``pooling``; ``merge`` keeps what is added.

    Both are locked. The outcome of ``kept`` is settled anew, that of ``other`` stays as it was.
    """
    take_out(candidates=[kept, other])
    here, there = _standing(kept), _standing(other)
    pooled = pool({m: v.verdict for m, v in here.items()}, {m: v.verdict for m, v in there.items()})
    opened = _is_open(kept, here) or _is_open(other, there)
    votes = [_repeat(kept, there[m], here.get(m), opened=opened) for m in pooled.carried]
    votes += [
        _repeat(kept, here[m], here[m], verdict=Verdict.WITHDRAWN, opened=opened) for m in pooled.asked_again
    ]
    ours, theirs = standing_resolution(kept), standing_resolution(other)
    step = resolution(_stand(kept, ours), _stand(other, theirs), {m: v.verdict for m, v in here.items()})
    resolutions = []
    if step == "void" and ours:
        resolutions.append(_resolve(kept, ours, by, Verdict.WITHDRAWN))
    elif step == "carry" and theirs:
        resolutions.append(_resolve(kept, theirs, theirs.by, theirs.verdict))
    elif (asked := latest_resolution(other)) and asked.verdict == REOPENED and not ours:
        resolutions.append(_resolve(kept, asked, asked.by, REOPENED))  # the fresh look is still to be had
    merge.votes += [vote.pk for vote in votes]
    merge.resolutions += [row.pk for row in resolutions]
    _tell_and_settle(by, kept, other, votes, resolutions)


def has_votes(candidates: Sequence[Candidate]) -> bool:
    """Is there anything to carry? Resolutions stand on votes."""
    votes = Vote.objects.unblinded(because="whether a merge has votes to carry; nobody is told")
    return bool(candidates) and votes.filter(candidate__in=candidates).exists()


def take_back(*, by: Member, kept: Candidate, other: Candidate, merge: Merge) -> None:
    """Withdraw what the merge added to ``kept`` and nobody changed since; what it withdrew stands again."""
    added = Vote.objects.unblinded(because="a merge is undone: what it added to votes is taken back")
    standing = added.filter(pk__in=merge.votes, candidate=kept, superseded_by=None).select_related(
        "supersedes"
    )
    votes = []
    for vote in standing:
        before = vote.supersedes
        verdict = before.verdict if before else Verdict.WITHDRAWN
        votes.append(_repeat(kept, before or vote, vote, verdict=verdict, opened=vote.after_opening))
    resolutions = []
    latest = kept.resolutions.order_by("-pk").first()
    if latest and latest.pk in merge.resolutions:
        earlier = kept.resolutions.filter(pk__lt=latest.pk).order_by("-pk").first()
        if earlier and earlier.verdict != Verdict.WITHDRAWN:
            resolutions.append(_resolve(kept, earlier, earlier.by, earlier.verdict))
        else:
            resolutions.append(_resolve(kept, latest, by, Verdict.WITHDRAWN))
    _tell_and_settle(by, kept, other, votes, resolutions)


def _tell_and_settle(
    by: Member, kept: Candidate, other: Candidate, votes: list[Vote], resolutions: list[Resolution]
) -> None:
    if not votes and not resolutions:
        return
    told = {"from": other.citation_id, "votes": [vote.pk for vote in votes]}
    trail.record(Event.VOTES_CARRIED, kept, stage=kept.stage, citation=kept.citation_id, **told)
    if protocol := current_protocol(review=by.review):
        settle(by=by, candidate=kept, rules=rules_for(version=protocol, stage=kept.stage))


def _standing(candidate: Candidate) -> dict[int, Vote]:
    votes = Vote.objects.unblinded(because="votes of merged citations are pooled; nobody is shown them")
    return {vote.by_id: vote for vote in votes.filter(candidate=candidate, superseded_by=None)}


def _is_open(candidate: Candidate, votes: dict[int, Vote]) -> bool:
    return candidate.outcome != _PENDING or any(vote.after_opening for vote in votes.values())


def _repeat(
    candidate: Candidate, said: Vote, supersedes: Vote | None, *, opened: bool, verdict: str = ""
) -> Vote:
    """``said`` once more, on ``candidate``, or with another ``verdict``. It is nobody's first, independent vote."""
    verdict = verdict or said.verdict
    return Vote.objects.add(
        review_id=candidate.review_id,
        candidate=candidate,
        by_id=said.by_id,
        verdict=verdict,
        reason_id=said.reason_id if verdict == said.verdict else None,
        note=said.note if verdict == said.verdict else "",
        protocol_id=said.protocol_id,
        key=uuid4(),
        supersedes=supersedes,
        carried_from=said,
        is_first=False,
        after_opening=opened,
    )


def _stand(candidate: Candidate, resolved: Resolution | None) -> Stand:
    return Stand(candidate.outcome, resolved.by_id if resolved else None)


def _resolve(candidate: Candidate, said: Resolution, by: Member, verdict: str) -> Resolution:
    withdrawn = verdict == Verdict.WITHDRAWN
    return Resolution.objects.create(
        review_id=candidate.review_id,
        candidate=candidate,
        by=by,
        verdict=verdict,
        reason_id=None if withdrawn else said.reason_id,
        note="A merge with another citation, made or undone, took this back." if withdrawn else said.note,
        protocol_id=said.protocol_id,
    )
