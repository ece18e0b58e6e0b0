"""Merging many citations at once: what is asked of the database is asked for all of them. Parts of operations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError

from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.barring.effects import follow_merge
from screening.decisions.interests.models import Interest
from screening.decisions.models import Candidate
from screening.duplicates.answers import State, answer
from screening.duplicates.models import Merge, Pair
from screening.duplicates.showing import show_chosen
from screening.duplicates.votes import carry, has_votes
from screening.fulltexts.models import Report
from screening.records.models import Citation, Record
from screening.records.standing import restate, standing
from screening.reviews.models import Member


@dataclass(frozen=True, slots=True)
class Why:
    """The rule that said so and its evidence in words; ``automatic`` where no person was asked."""

    rule: str = ""
    evidence: str = ""
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Joining:
    """``keep`` gets the records of the citations that ``whys`` names, and why."""

    keep: int
    whys: Mapping[int, Why]

    @property
    def ids(self) -> set[int]:
        return {self.keep, *self.whys}


def move_together(*, by: Member, joinings: Sequence[Joining]) -> None:
    """Move records and let votes count; no citation is in two of ``joinings``. The review is locked.

    Three queries for each joining and one for each that shows something else then; some twenty for all of them.
    Raises ``ValidationError``, as ``operations.merge`` does.
    """
    ids = {pk for joining in joinings for pk in joining.ids}
    emptied = {pk for joining in joinings for pk in joining.whys}
    here = Citation.objects.filter(standing(), review_id=by.review_id, pk__in=ids).in_bulk()
    if len(here) < len(ids):
        raise ValidationError(
            "One of these was merged a moment ago, or its search was undone. Look at the list again."
        )
    for joining in joinings:
        if here[joining.keep].closed_as:
            kept = short(here[joining.keep])
            raise ValidationError(f"“{kept}” was removed before screening: keep one that is open.")
    _require_full_text(joinings, here)
    candidates = locked_candidates(ids)
    _say_duplicates(by, joinings)
    done = _move(by, joinings, here)
    if has_votes([candidate for pk in emptied for candidate in candidates[pk]]):
        for merge in done:
            ours, theirs = candidates[merge.kept_id], candidates[merge.emptied_id]
            each_stage(ours, theirs, partial(carry, by=by, merge=merge))
            merge.save(update_fields=["votes", "resolutions"])
    concerned = set(Interest.objects.filter(citation__in=emptied).values_list("citation_id", flat=True))
    for joining in joinings:
        if not concerned.isdisjoint(joining.whys):
            follow_merge(by=by, kept=here[joining.keep], others=list(joining.whys))
    _settle_down(joinings, here)


def each_stage(ours: Sequence[Candidate], theirs: Sequence[Candidate], pool: Callable[..., None]) -> None:
    """Pool the candidates of two citations at each stage; of several full texts of the kept one, the first."""
    first = {candidate.stage: candidate for candidate in reversed(ours)}
    for candidate in theirs:
        if kept := first.get(candidate.stage):
            pool(kept=kept, other=candidate)


def locked_candidates(citations: Iterable[int]) -> dict[int, list[Candidate]]:
    """The candidates of each. Votes cast meanwhile wait, and then learn that their citation was merged."""
    ids = list(citations)
    rows = Candidate.objects.filter(citation__in=ids).order_by("pk")
    found: dict[int, list[Candidate]] = {pk: [] for pk in ids}
    for candidate in rows.select_for_update(of=("self",), no_key=True):
        found[candidate.citation_id].append(candidate)
    return found


def short(citation: Citation) -> str:
    return citation.title[:80] or "[No title]"


def _require_full_text(joinings: Sequence[Joining], here: Mapping[int, Citation]) -> None:
    """Files, attempts and what was extracted belong to a report: a citation that has one is kept."""
    sought = Report.objects.filter(citation__in=here).order_by("pk").values_list("citation_id", flat=True)
    having = list(dict.fromkeys(sought))
    for joining in joinings:
        first = next((pk for pk in having if pk in joining.ids), None)
        if first is not None and joining.keep not in having:
            raise ValidationError(
                f"A full text was sought for “{short(here[first])}”: keep that one. Nothing was changed."
            )


def _say_duplicates(by: Member, joinings: Sequence[Joining]) -> None:
    """What was asked or said about these is answered: they are one."""
    into = {pk: joining for joining in joinings for pk in joining.ids}
    both = Pair.objects.filter(one__citation__in=into, other__citation__in=into)
    known: dict[bool, list[int]] = {True: [], False: []}
    for pk, one, other in both.values_list("pk", "one__citation_id", "other__citation_id"):
        if one != other and into[one] is into[other]:  # what made them one before was somebody else's answer
            known[all(why.automatic for why in into[one].whys.values())].append(pk)
    for automatic, pairs in known.items():
        answer(Pair.objects.filter(pk__in=pairs), said_by=None if automatic else by, state=State.DUPLICATE)


def _move(by: Member, joinings: Sequence[Joining], here: Mapping[int, Citation]) -> list[Merge]:
    records: defaultdict[int, list[int]] = defaultdict(list)
    emptied = [pk for joining in joinings for pk in joining.whys]
    found = Record.objects.filter(citation__in=emptied).order_by("pk")
    for citation, pk in found.values_list("citation_id", "pk"):
        records[citation].append(pk)
    done = []
    for joining in joinings:
        keep = here[joining.keep]
        Record.objects.filter(citation__in=joining.whys).update(citation=keep)
        Citation.objects.filter(pk__in=joining.whys).update(merged_into=keep)
        for pk, why in joining.whys.items():
            told = {"rule": why.rule, "evidence": why.evidence, "automatic": why.automatic}
            merge = Merge(
                review_id=by.review_id, kept=keep, emptied=here[pk], by=by, records=records[pk], **told
            )
            done.append(merge)
            told["evidence"] = why.evidence or "a person said so"
            trail.record(Event.CITATIONS_MERGED, keep, records=records[pk], emptied=[pk], **told)
    return Merge.objects.bulk_create(done)


def _settle_down(joinings: Sequence[Joining], here: Mapping[int, Citation]) -> None:
    """After records moved: which route each kept one came by, and what it shows."""
    mixed = {joining.keep for joining in joinings if len({here[pk].route for pk in joining.ids}) > 1}
    if mixed:
        restate(mixed)
        for pk in mixed:
            here[pk].refresh_from_db()
    show_chosen([here[joining.keep] for joining in joinings])
