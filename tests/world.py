"""A review in which there is one of everything, and an example of every address in it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from screening.decisions.batch_models import VoteBatch
from screening.decisions.bulk.asking import vote_on_all
from screening.decisions.calibration.operations import close_round, open_round, say
from screening.decisions.models import Candidate
from screening.duplicates.models import Pair
from screening.fulltexts.models import FullTextFile, Report
from screening.fulltexts.operations import mark_retrieved
from screening.notices.models import Notice
from screening.notices.operations import tell
from screening.protocol.models import ExclusionReason
from screening.protocol.operations import amend
from screening.records.labelling import add_label, put_on
from screening.records.models import Record
from screening.records.queries import citations_of
from screening.reviews.inviting import invite
from screening.reviews.models import Member
from screening.reviews.permissions import Role
from screening.searches import uploads, waiting
from screening.searches.known_items import add_known_items
from screening.searches.models import Run, Search, Source
from tests.casting import arranging, join
from tests.decisions.rows import make_interest, vote
from tests.extraction.rows import make_form
from tests.fulltexts.rows import pdf
from tests.jobs.casting import one_job
from tests.protocol.casting import make_frozen
from tests.searching import broken, found, received

CSV = b"Title,Year\nExosomes,2020\n"


def notified(member: Member) -> Notice:
    """The member was told something."""
    with arranging(member.review):
        tell(members=[member], kind="retractions.failed", key="world", problem="PubMed did not answer.")
    return Notice.objects.get(member=member, key="world")


def batch_of(member: Member, candidate: Candidate) -> VoteBatch:
    """The member's vote on one citation, asked for as if it were many."""
    alone = citations_of(member=member).filter(pk=candidate.citation_id)
    return vote_on_all(by=member, citations=alone, verdict="include", key=uuid4())


def furnish(owner: Member) -> dict[str, Any]:
    """Fill the owner's review; returns an example of each argument that an address of it takes."""
    first, second = (join(owner, f"{name} {owner.review.slug}", Role.REVIEWER) for name in ("One", "Two"))
    make_frozen(owner)
    draft = amend(by=owner, reason="A clearer question")
    found(owner, *(received(str(number), f"Exosomes {number}") for number in range(1, 5)), broken("5"))
    pending, disputed, wanted, judged = Candidate.objects.filter(review=owner.review).order_by("pk")
    pilot = open_round(by=owner, size=4, members=[first, second])
    vote(first, disputed, "include")
    vote(second, disputed, "exclude")
    for candidate in (wanted, judged):
        vote(first, candidate, "include")
        vote(second, candidate, "include")
    say(
        by=first, pilot=close_round(by=owner, pilot=pilot, reason="One is for later"), text="An animal study?"
    )
    sought, read = Report.objects.filter(review=owner.review).order_by("pk")
    mark_retrieved(by=owner, report=read, upload=pdf())
    for voter in (first, second):
        vote(voter, read.candidate, "include")
    read.refresh_from_db()
    form = make_form(owner)
    upload = uploads.store(review_id=owner.review_id, name="a.csv", chunks=[CSV])
    source = Source.objects.get(review=owner.review)
    about = {"source": source.pk, "searched_on": None, "notes": ""}
    with arranging(owner.review):
        ends = [Record.objects.get(citation=candidate.citation) for candidate in (pending, disputed)]
        pair = Pair.objects.create(
            review=owner.review, one=ends[0], other=ends[1], rule="same title", evidence="same title"
        )
    make_interest(second, pending, state="barred", reason="Co-author")
    label = add_label(by=owner, name="Background", colour="blue")
    round_key = uuid4()
    put_on(by=owner, label=label, citations=[judged.citation_id], round_key=round_key)
    return {
        "batch_id": batch_of(owner, pending).pk,
        "label_id": label.pk,
        "round_key": round_key,
        "pair_id": pair.pk,
        "pilot_id": pilot.pk,
        "number": draft.number,
        "criterion_id": draft.criteria.first().pk,
        "reason_id": ExclusionReason.objects.filter(review=owner.review).first().pk,
        "stage": "full_text",
        "source_id": source.pk,
        "search_id": Search.objects.filter(review=owner.review).first().pk,
        "run_id": Run.objects.get(review=owner.review).pk,
        "token": waiting.set_aside(
            review_id=owner.review_id, member_id=owner.pk, files=[upload], about=about
        ),
        "upload_id": upload.pk,
        "candidate_id": pending.pk,
        "disputed_id": disputed.pk,
        "citation_id": pending.citation_id,
        "record_id": Record.objects.filter(review=owner.review).first().pk,
        "item_id": add_known_items(by=owner, text="PMID 35322978").items[0].pk,
        "unreadable_id": Record.objects.get(review=owner.review, fields={}).pk,
        "report_id": read.pk,
        "sought_id": sought.pk,
        "file_id": FullTextFile.objects.get(review=owner.review).pk,
        "study_id": read.study_id,
        "form_id": form.pk,
        "field_id": form.fields.first().pk,
        "box": "dbr.screened",
        "key": "prisma_json",
        "job_id": one_job(owner, state="failed").pk,  # open to all, as their votes on many citations are not
        "member_id": first.pk,
        "colleague_id": second.pk,
        "notice_id": notified(owner).pk,
        "invitation_id": invite(by=owner, role=Role.REVIEWER)[0].pk,
    }
