"""The rail's live counts: the way a record travels, each step with a number and a state."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q

from screening.decisions.models import Candidate
from screening.decisions.queries import own_votes
from screening.duplicates.models import Pair
from screening.duplicates.queries import pairs
from screening.fulltexts.models import Report
from screening.fulltexts.queries import included_studies, reports_sought
from screening.protocol.models import ProtocolVersion, Stage
from screening.records.models import Citation, Record
from screening.records.standing import screenable
from screening.reviews.models import Member


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
    """One state per step, in eight queries whatever the size of the review.

    Of votes only the member's own are counted: the rail must not tell what others did.
    """
    review = member.review
    in_force_first = F("frozen_at").desc(nulls_last=True)  # an amendment being drafted takes nothing away
    protocol = ProtocolVersion.objects.filter(review=review).order_by(in_force_first).first()
    # every page asks this: by run, which an index tells with the citation, so that no record is looked at
    live = Record.objects.filter(
        run__in=list(review.runs.filter(withdrawn_at=None).values_list("pk", flat=True))
    )
    records = live.count()
    repeated = records - live.values("citation").distinct().count()
    asked = pairs(review=review, state=Pair.State.OPEN).exists()
    pending, conflict = Q(outcome=Candidate.Outcome.PENDING), Q(outcome=Candidate.Outcome.CONFLICT)
    first_stage = Q(stage=Stage.TITLE_ABSTRACT)
    # the few that do not count are listed once; a join would look at every citation
    apart = Citation.objects.filter(~screenable(), review=review)
    standing = Candidate.objects.filter(review=review).exclude(citation__in=apart)
    candidates = standing.aggregate(
        screening=Count("pk", filter=first_stage),
        open=Count("pk", filter=first_stage & (pending | conflict)),
    )
    mine = (
        own_votes(member=member)
        .filter(screenable("candidate__citation__"), candidate__stage=Stage.TITLE_ABSTRACT)
        .count()
    )
    unfinished = Q(candidate__outcome__in=[Candidate.Outcome.PENDING, Candidate.Outcome.CONFLICT])
    reports = reports_sought(review=review).aggregate(
        all=Count("pk"), open=Count("pk", filter=unfinished & ~Q(retrieval=Report.Retrieval.NOT_RETRIEVED))
    )
    studies = included_studies(review=review).count()
    return {
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
