"""Reviews in which duplicates were looked for, as the worker does it after an import."""

from __future__ import annotations

from screening.duplicates.jobs import find
from screening.duplicates.models import Merge, Pair
from screening.jobs.models import Job
from screening.jobs.progress import Progress
from screening.records.description import Author, Received
from screening.records.models import Citation
from screening.reports import prisma
from screening.reviews.models import Member
from tests.casting import arranging
from tests.searching import found, imported, received

NAMES = (Author("Müller", "Ada"), Author("Ono", "Yoko"))
WHERE = {"journal": "Spine", "volume": "12", "issue": "3", "pages": "100-9", "year": 2021, "authors": NAMES}
TITLE = "Exosomes for chronic low back pain in adults: a randomised trial"


def article(pmid: str = "", title: str = TITLE, **changes: object) -> Received:
    return received(pmid, title, **(WHERE | changes))  # type: ignore[arg-type]


def look(by: Member, **payload: object) -> None:
    """What the worker does after an import, or on demand."""
    with arranging(by.review):
        job = Job.objects.create(
            review=by.review, kind="duplicates.find", title="Look", by=by, key="k", state=Job.State.RUNNING
        )
    find(job=job, progress=Progress(job), **payload)  # type: ignore[arg-type]
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)


def certain(owner: Member) -> tuple[Citation, Citation]:
    """One article from PubMed, and from Embase without its PMID: the matcher merges them."""
    (one,) = found(owner, article("1", doi="10.1016/j.spine.2021.1"))
    (other,) = imported(owner, article("", doi="10.1016/j.spine.2021.1", pages="100-109"))
    return one, other


def doubtful(owner: Member, number: int = 1) -> tuple[Citation, Citation]:
    """The same title and authors, but another volume: a person is asked."""
    title = f"{TITLE}, as the group of centre {'abcdefgh'[number]} saw it"
    pages = f"{number}21-9"  # each of its own: what stands in one place is one report
    (one,) = found(owner, article(f"5{number}", title, pages=pages))
    (other,) = imported(owner, article("", title, volume="13", pages=pages), name=f"Embase {number}")
    return one, other


def question(owner: Member, number: int = 1) -> Pair:
    doubtful(owner, number)
    look(owner)
    return Pair.objects.filter(review=owner.review, state=Pair.State.OPEN).latest("pk")


def several(owner: Member, n: int = 3, number: int = 1) -> list[Pair]:
    """The same title and authors in ``n`` volumes: each two of them are a question. The open ones, all of them."""
    title = f"{TITLE}, as the group of ward {'abcdefgh'[number]} saw it"
    for volume in range(n):
        # no PMID: two of them would tell reports apart
        told = article("", title, volume=str(20 + volume), pages=f"{number}31-9")
        imported(owner, told, name=f"Source {number} {volume}")
    look(owner)
    return list(Pair.objects.filter(review=owner.review, state=Pair.State.OPEN).order_by("pk"))


def merges(owner: Member) -> list[Merge]:
    return list(Merge.objects.filter(review=owner.review, undone_at=None).order_by("pk"))


def assert_counts_add_up(owner: Member) -> None:
    """The identities of PRISMA, and the same told from the trail."""
    counts = prisma.as_json(review=owner.review)
    assert [identity for identity in counts["identities"] if not identity["holds"]] == []
    assert counts["recount"]["differing"] == []
