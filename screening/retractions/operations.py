"""Asking PubMed again after included reports: how often, now, and what it said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.jobs.models import Job
from screening.jobs.operations import enqueue
from screening.jobs.turns import arrange, night_of, take_turn
from screening.notices.operations import tell
from screening.records.models import Citation, Record
from screening.retractions.models import Flag, RetractionWatch
from screening.retractions.queries import KIND, watched
from screening.retractions.said import Said, questions, retracts
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission
from screening.reviews.queries import owners
from screening.searches.asking import require_contact_email

LONGEST_TITLE = 200


@operation(Permission.RUN_SEARCHES)
def set_watch(*, by: Member, every: str, first_on: date) -> RetractionWatch:
    """Ask ``every`` so often, from the night of ``first_on``; ``""`` turns it off. What was paused goes on."""
    watch, _ = RetractionWatch.objects.get_or_create(review=by.review)
    arrange(row=watch, setter=by, every=every, first_at=night_of(first_on))
    return watch


@operation(Permission.RUN_SEARCHES)
def start_check(*, by: Member, due: str = "") -> Job:
    """Ask now, in the background; while a check waits or runs, asking again is the same one.

    ``due``: the time on the schedule that it is for. Raises ``ValidationError`` where there is nothing to ask after,
    or nobody's address to ask with.
    """
    if not watched(review=by.review):
        raise ValidationError("No included citation has a PMID, so there is nothing to ask PubMed about.")
    require_contact_email(by.review)
    return enqueue(by=by, kind=KIND, title="Check for retractions", key=KIND, payload={"due": due})


@operation(Permission.RUN_SEARCHES)
def check_on_schedule(*, by: Member, watch: RetractionWatch) -> Job | None:
    """The check that is due, once for each due time; ``None`` where nothing is included yet. Raises ``TurnTaken``."""
    due = take_turn(row=watch).isoformat()
    job = start_check(by=by, due=due) if watched(review=by.review) else None
    trail.record(Event.SCHEDULE_KEPT, watch, job=job and job.pk, due=due)
    return job


@operation(Permission.RUN_SEARCHES)
def note_said(*, by: Member, said: Mapping[int, frozenset[Said]]) -> int:
    """Keep what PubMed says now of these citations (by id); returns how many flags are new.

    Records stay as received. A flag that PubMed no longer shows is closed, and its mark taken off again.
    """
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)
    citations = list(Citation.objects.filter(review=by.review, pk__in=said).order_by("pk"))
    standing = Flag.objects.filter(citation__in=citations, gone_at=None)
    known: dict[int, dict[Said, Flag]] = {citation.pk: {} for citation in citations}
    for flag in standing:
        known[flag.citation_id][flag.said] = flag
    new = gone = 0
    for citation in citations:
        added = sorted(said[citation.pk] - known[citation.pk].keys())
        ended = [flag for one, flag in known[citation.pk].items() if one not in said[citation.pk]]
        if added or ended:
            is_news = not retracts(known[citation.pk]) and not _came_so(citation)
            _change(citation, added, ended, said[citation.pk], is_news=is_news)
        new, gone = new + len(added), gone + len(ended)
    trail.record(Event.RETRACTIONS_COMPARED, by.review, citations=len(citations), new=new, gone=gone)
    return new


@operation(Permission.RUN_SEARCHES)
def end_check(*, by: Member, watch: RetractionWatch, asked: int, unanswered: Sequence[str]) -> None:
    values = {"checked_at": timezone.now(), "asked": asked, "unanswered": list(unanswered)}
    RetractionWatch.objects.filter(pk=watch.pk).update(**values)
    trail.record(Event.RETRACTIONS_CHECKED, watch, asked=asked, unanswered=len(unanswered))


def _change(
    citation: Citation, added: Sequence[Said], ended: Sequence[Flag], said: frozenset[Said], *, is_news: bool
) -> None:
    """``is_news``: whether a retraction would be, to the owners."""
    was_retracted, was_questioned = citation.retracted, citation.questioned
    for one in added:
        flag = Flag.objects.create(
            review_id=citation.review_id, citation=citation, kind=one.kind, pmid=one.pmid, source=one.source
        )
        trail.record(Event.CITATION_FLAGGED, citation, flag=flag.pk, what=one.words, source=_where(one))
    for flag in ended:
        Flag.objects.filter(pk=flag.pk).update(gone_at=timezone.now())
        one = flag.said
        trail.record(Event.CITATION_UNFLAGGED, citation, flag=flag.pk, what=one.words, source=_where(one))
    citation.questioned = questions(said)
    citation.retracted = retracts(said) or (was_retracted and _received_so(citation))
    citation.save(update_fields=["retracted", "questioned"])
    if retracts(said) and is_news:
        _tell(citation, "citation.retracted")
    elif citation.questioned and not was_questioned and not citation.retracted:
        _tell(citation, "citation.questioned")


def _where(said: Said) -> str:
    return f"PMID {said.pmid}" if said.pmid else said.source or "type of publication"


def _received_so(citation: Citation) -> bool:
    return Record.objects.live().filter(citation=citation, fields__retracted=True).exists()


def _came_so(citation: Citation) -> bool:
    """Whether the citation was retracted when it came here; a later record may have marked it and told nobody."""
    first = Record.objects.live().filter(citation=citation).order_by("pk")
    return first.values_list("fields__retracted", flat=True).first() is True


def _tell(citation: Citation, kind: str) -> None:
    last = Flag.objects.filter(citation=citation).latest("pk")
    title = citation.title.rstrip(". ") or "without a title"
    if len(title) > LONGEST_TITLE:
        title = f"{title[:LONGEST_TITLE]} …"
    members = owners(review=citation.review)
    tell(members=members, kind=kind, key=f"{kind}:{last.pk}", about=citation.pk, title=title)
