"""The rail's live counts: the way a record travels, each step with a number and a state."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import Count, F, Q

from screening.audit.queries import end_of
from screening.decisions.models import Candidate
from screening.decisions.queries import open_candidates, own_votes
from screening.duplicates.models import Pair
from screening.duplicates.queries import pairs
from screening.fulltexts.models import Report
from screening.fulltexts.queries import included_studies, reports_sought
from screening.protocol.models import ProtocolVersion, Stage
from screening.records.models import Record
from screening.records.standing import apart
from screening.reviews.models import Member

MANY = 5000  # records: with fewer each page counts anew


@dataclass(frozen=True, slots=True)
class Step:
    key: str  # the slice whose pages belong to it
    label: str
    url: str
    otherwise: str = ""  # where it leads those who may not screen


@dataclass(frozen=True, slots=True)
class State:
    """``dot``: ``done``, ``open`` (there is work) or empty (nothing yet)."""

    text: str
    dot: str


STEPS = [
    Step("protocol", "Protocol", "protocol:show"),
    Step("searches", "Search", "searches:list"),
    Step("duplicates", "Duplicates", "duplicates:list"),
    Step("decisions", "Screen", "decisions:room", otherwise="decisions:progress"),
    Step("fulltexts", "Full text", "fulltexts:list"),
    Step("extraction", "Extract", "extraction:table"),
    Step("reports", "Report", "reports:prisma"),
]


def rail_counts(*, member: Member) -> dict[str, State]:
    """One state per step. Of votes only the member's own are counted: the rail must not tell what others did.

    Nothing that is counted changes without an event, written in the same transaction. So in a large review, what was
    counted for the member after the latest event is what would be counted now. The trail's end is read first: a change
    that comes between then makes what is kept too new, for an end that nobody reads any more.
    """
    key = f"rail-{member.pk}-{end_of(review_id=member.review_id)}"
    kept: dict[str, State] | None = caches["process"].get(key)
    if kept is not None:
        return kept
    records, states = _counted(member)
    if records > MANY:
        caches["process"].set(key, states)
    return states


def _counted(member: Member) -> tuple[int, dict[str, State]]:
    """The number of records, and the states, in eight queries whatever the size of the review."""
    review = member.review
    in_force_first = F("frozen_at").desc(nulls_last=True)  # an amendment being drafted takes nothing away
    protocol = ProtocolVersion.objects.filter(review=review).order_by(in_force_first).first()
    # by run, which an index tells with the citation, so that no record is looked at
    live = Record.objects.filter(
        run__in=list(review.runs.filter(withdrawn_at=None).values_list("pk", flat=True))
    )
    found = live.aggregate(records=Count("*"), citations=Count("citation", distinct=True))
    records, repeated = found["records"], found["records"] - found["citations"]
    asked = pairs(review=review, state=Pair.State.OPEN).exists()
    unsettled = [Candidate.Outcome.PENDING, Candidate.Outcome.CONFLICT]
    # by citation, which the index of the queue tells
    candidates = open_candidates(review=review, stage=Stage.TITLE_ABSTRACT).aggregate(
        screening=Count("citation"), open=Count("citation", filter=Q(outcome__in=unsettled))
    )
    at_first = own_votes(member=member).filter(candidate__stage=Stage.TITLE_ABSTRACT)
    mine = at_first.exclude(candidate__citation__in=apart(review=review)).count()
    unfinished = Q(candidate__outcome__in=unsettled)
    reports = reports_sought(review=review).aggregate(
        all=Count("pk"), open=Count("pk", filter=unfinished & ~Q(retrieval=Report.Retrieval.NOT_RETRIEVED))
    )
    studies = included_studies(review=review).count()
    return records, {
        "protocol": State(
            f"v{protocol.number}" if protocol and protocol.is_frozen else "draft",
            "done" if protocol and protocol.is_frozen else "open",
        ),
        "searches": State(f"{records:,}", "done" if records else ""),
        "duplicates": State(
            f"−{repeated:,}" if repeated else "0", "open" if asked else "done" if repeated else ""
        ),
        "decisions": State(
            f"{mine:,} / {candidates['screening']:,}", _dot(candidates["screening"], candidates["open"])
        ),
        "fulltexts": State(f"{reports['all']:,}", _dot(reports["all"], reports["open"])),
        "extraction": State(f"{studies:,}", "open" if studies else ""),
        "reports": State("draft" if candidates["open"] or reports["open"] else "", ""),
    }


def _dot(total: int, unfinished: int) -> str:
    return "" if not total else "open" if unfinished else "done"
