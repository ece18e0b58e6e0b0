"""Where the review stands, and what each member can do next."""

from __future__ import annotations

from dataclasses import dataclass

from screening.decisions.amending.look_again import waiting
from screening.decisions.queries import to_judge, to_settle
from screening.fulltexts.models import Report
from screening.fulltexts.queries import reports_sought
from screening.fulltexts.queries import to_judge as reports_to_judge
from screening.jobs.models import Job
from screening.jobs.queries import jobs_seen
from screening.metadata.queries import open_proposals
from screening.protocol.models import Stage
from screening.protocol.queries import current_protocol
from screening.records.models import Record
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches.problems import unreadable_records

UNREAD = "record that could not be read waits for repair,records that could not be read wait for repair"
AGAIN = "vote of yours to look at again: the criteria changed,votes of yours to look at again: the criteria changed"
PROPOSED = "value proposed for what citations lack waits,values proposed for what citations lack wait"


@dataclass(frozen=True, slots=True)
class Task:
    """Something this member can do now. ``url`` is a URL name that takes the review's slug.

    With a ``count``, ``words`` are those for one and those for many, with a comma between.
    """

    words: str
    url: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    tasks: list[Task]
    jobs: list[Job]


def overview_of(*, member: Member) -> Overview:
    review = member.review
    frozen = current_protocol(review=review) is not None
    records = Record.objects.filter(review=review).exists()
    tasks = [
        Task("Write the protocol and freeze it, so that screening can start", "protocol:show")
        if member.may(Permission.EDIT_PROTOCOL) and not frozen
        else None,
        Task("Search PubMed, or import what other databases exported", "searches:list")
        if member.may(Permission.RUN_SEARCHES) and not records
        else None,
        *(_records(member) if member.may(Permission.RUN_SEARCHES) else []),
        *(_screening(member) if frozen else []),
        _retrieval(member),
    ]
    jobs = list(jobs_seen(member=member).select_related("by__user")[:5])
    return Overview([task for task in tasks if task], jobs)


def _records(member: Member) -> list[Task | None]:
    unread = unreadable_records(review=member.review).count()
    proposed = open_proposals(review=member.review).count()
    return [
        Task(UNREAD, "searches:problems", unread) if unread else None,
        Task(PROPOSED, "metadata:list", proposed) if proposed else None,
    ]


def _screening(member: Member) -> list[Task | None]:
    titles = to_judge(member=member, stage=Stage.TITLE_ABSTRACT).count()
    texts = reports_to_judge(member=member).count()
    conflicts = to_settle(member=member).count()
    again = waiting(member=member)
    votes, settles = member.may(Permission.SCREEN), member.may(Permission.RESOLVE_CONFLICTS)
    return [
        Task("citation waits for your vote,citations wait for your vote", "decisions:room", titles)
        if votes and titles
        else None,
        Task("full text waits for your vote,full texts wait for your vote", "fulltexts:list", texts)
        if votes and texts
        else None,
        Task(AGAIN, "decisions:look_again_list", again) if votes and again else None,
        Task("conflict is yours to settle,conflicts are yours to settle", "decisions:conflicts", conflicts)
        if settles and conflicts
        else None,
    ]


def _retrieval(member: Member) -> Task | None:
    sought = reports_sought(review=member.review).filter(retrieval=Report.Retrieval.SOUGHT).count()
    if not sought or not member.may(Permission.RETRIEVE_REPORTS):
        return None
    return Task(
        "full text is still to be obtained,full texts are still to be obtained", "fulltexts:list", sought
    )
