"""The prepared review: made by the same operations that people use, so that nothing in it is faked."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from screening.accounts.models import User
from screening.accounts.operations import create_user
from screening.blueprints.operations import start_review
from screening.decisions.discussion.comments import write_comment
from screening.decisions.models import Candidate
from screening.decisions.operations import cast_vote, resolve
from screening.decisions.queries import open_candidates
from screening.demo.corpus import demo_collection
from screening.demo.corpus.article import Article
from screening.demo.files import as_bare_export, as_doubtful_export, as_export, as_third_export, one_page_pdf
from screening.demo.findings import extract
from screening.demo.judging import judge
from screening.demo.people import CAST
from screening.duplicates.deciding import decide
from screening.duplicates.models import Pair
from screening.duplicates.queries import pairs
from screening.fulltexts.models import Report
from screening.fulltexts.operations import judge_report, mark_not_retrieved, mark_retrieved
from screening.jobs.models import Job
from screening.protocol.models import ExclusionReason, ProtocolVersion, Stage
from screening.protocol.operations import freeze
from screening.records.models import Citation
from screening.records.standing import standing
from screening.reviews.models import Member, Review
from screening.reviews.team import add_member
from screening.searches import uploads
from screening.searches.known_items import add_known_items
from screening.searches.models import Run, Source
from screening.searches.operations import save_search
from screening.searches.peer_review import note_peer_review
from screening.searches.runs import start_import, start_run
from screening.searches.strategies.press import ELEMENTS

SLUG = "exosomes-demo"
TITLE = "Exosomes for low back pain (demonstration)"
STRATEGY = """#1 exosom*[tiab] OR "extracellular vesicle*"[tiab]
#2 back[tiab] OR lumbar[tiab] OR disc[tiab] OR knee[tiab]
#3 #1 AND #2"""

Finish = Callable[[Run, Job], object]


def is_prepared() -> bool:
    return Review.objects.filter(slug=SLUG).exists()


def prepare(*, finish: Finish, say: Callable[[str], None]) -> None:
    """Make the review unless it is there. ``finish`` does a run's job, or waits for it."""
    if is_prepared():
        return
    say("preparing a review; this takes some ten seconds, once")
    owner, *others = [_account(person.name, person.email) for person in CAST]
    owen = start_review(by=owner, slug=SLUG, title=TITLE, blueprint_key="gupta_2024", is_demo=True)
    members = [
        add_member(by=owen, user=user, role=person.role)
        for user, person in zip(others, CAST[1:], strict=True)
    ]
    ada, grace, judy, _ = members
    freeze(by=owen, version=ProtocolVersion.objects.get(review=owen.review))
    say("searching PubMed's stand-in and importing a file")
    _search(owen, finish)
    _answer_questions(owen)
    say("screening about two thirds of it")
    _screen_titles(owen.review, ada, grace)
    _settle(owen.review, judy)
    _discuss(owen.review, ada, grace)
    _full_texts(owen.review, ada, grace, judy)
    extract(owner=owen, extractors=[ada, grace])


def _account(name: str, email: str) -> User:
    # nobody signs in with this password: the demonstration's links need none
    return create_user(by=None, email=email, name=name, password=uuid4().hex)


def _search(owen: Member, finish: Finish) -> None:
    sources = {source.name: source for source in Source.objects.filter(review=owen.review)}
    notes = "For the demonstration's records."
    search = save_search(by=owen, source=sources["PubMed"], strategy=STRATEGY, notes=notes)
    note_peer_review(
        by=owen,
        search=search,
        reviewer_name="Lena Lind, librarian",
        reviewed_on=timezone.localdate(),
        elements=dict.fromkeys(ELEMENTS, "none") | {"headings": "suggested"},
        note="Subject headings would find older records: “Exosomes”[mh].",
    )
    finish(*start_run(by=owen, search=search))
    citations = Citation.objects.filter(standing(), review=owen.review, closed_as="").order_by("pk")
    doubtful = citations.exclude(volume="").exclude(pages="").exclude(authors=[])[1:60:7]
    export = as_export(citations[3:140:5]) + as_doubtful_export(doubtful)
    export += as_third_export(doubtful[7])
    upload = uploads.store(review_id=owen.review_id, name="embase-export.ris", chunks=[export])
    strategy = "exosome/exp AND 'low back pain'/exp"
    embase = sources["Embase"]
    finish(*start_import(by=owen, source=embase, upload=upload, strategy=strategy, hits=upload.records))
    others = _not_found(owen.review)
    upload = uploads.store(
        review_id=owen.review_id, name="scholar-first-20.ris", chunks=[as_bare_export(others[:20])]
    )
    scholar = sources["Google Scholar"]
    finish(*start_import(by=owen, source=scholar, upload=upload, strategy="exosomes spine pain"))
    wanted = [*(citation.pmid for citation in citations[3:18:5]), str(others[-1].pmid)]
    add_known_items(by=owen, text="\n".join(filter(None, wanted)))


def _not_found(review: Review) -> list[Article]:
    """Articles of the corpus with an abstract that no search of the review brought, some of each topic."""
    known = set(Citation.objects.filter(review=review).values_list("pmid", flat=True))
    rest = [one for one in demo_collection() if str(one.pmid) not in known and one.parts and one.issued.year]
    return rest[:: len(rest) // 20]


def _answer_questions(owen: Member) -> None:
    """Three of the questions about duplicates; the others wait for who tries it."""
    said = [Pair.State.DUPLICATE, Pair.State.SEPARATE, Pair.State.RELATED]
    open_ones = pairs(review=owen.review, state=Pair.State.OPEN).order_by("pk")
    for state, pair in zip(said, list(open_ones[:3]), strict=False):
        kind = Pair.Kind.STUDY if state == Pair.State.RELATED else ""
        decide(by=owen, pair=pair, state=state, kind=kind)


def _screen_titles(review: Review, ada: Member, grace: Member) -> None:
    """Two in three are judged by both; of the rest some by one, so that both have something to do."""
    reasons = {reason.label: reason for reason in ExclusionReason.objects.filter(review=review)}
    candidates = open_candidates(review=review, stage=Stage.TITLE_ABSTRACT).select_related("citation")
    for number, candidate in enumerate(candidates.order_by("pk")):
        voters = [ada, grace] if number % 3 else [(ada, grace)[number // 3 % 2]] if number % 4 else []
        for voter in voters:
            citation = candidate.citation
            verdict, label = judge(
                citation.title, citation.abstract_text, citation.types, generous=voter is grace
            )
            cast_vote(
                by=voter,
                candidate=candidate,
                verdict=verdict,
                key=uuid4(),
                reason=reasons.get(label),
                seconds=6 + number % 20,
            )


def _discuss(review: Review, ada: Member, grace: Member) -> None:
    """What the two say to each other about the conflict that comes first."""
    candidate = Candidate.objects.filter(review=review, outcome=Candidate.Outcome.CONFLICT).earliest("pk")
    for member, text in (
        (ada, "The abstract speaks of knees as well."),
        (grace, "Its title speaks of the back."),
    ):
        write_comment(by=member, candidate=candidate, text=text, key=uuid4())


def _settle(review: Review, judy: Member) -> None:
    """The adjudicator settles all but the last two conflicts."""
    conflicts = Candidate.objects.filter(review=review, outcome=Candidate.Outcome.CONFLICT).order_by("pk")
    reason = ExclusionReason.objects.get(review=review, label="Not a clinical study")
    for number, candidate in enumerate(list(conflicts)[:-2]):
        verdict = "include" if number % 3 == 0 else "exclude"
        because = None if verdict == "include" else reason
        resolve(
            by=judy,
            candidate=candidate,
            verdict=verdict,
            reason=because,
            note="Discussed with both reviewers.",
        )


def _full_texts(review: Review, ada: Member, grace: Member, judy: Member) -> None:
    reports = Report.objects.filter(review=review).select_related("citation").order_by("pk")
    reasons = list(ExclusionReason.objects.filter(review=review))
    for number, report in enumerate(reports):
        if number % 5 == 4:
            continue  # still to be obtained
        if number % 7 == 6:
            mark_not_retrieved(by=ada, report=report, note="Neither the library nor the authors have it.")
            continue
        pdf = SimpleUploadedFile("full-text.pdf", _full_text(report.citation))
        mark_retrieved(by=ada, report=report, upload=pdf)
        included = _is_clinical(report.citation)
        for voter in (ada, grace) if number % 4 else (ada,):
            judge_report(
                by=voter,
                report=report,
                verdict="include" if included else "exclude",
                key=uuid4(),
                reason=None if included else reasons[number % len(reasons)],
            )


def _full_text(citation: Citation) -> bytes:
    where = f"{citation.journal} {citation.year or ''}; {citation.volume}: {citation.pages}"
    names = ", ".join(citation.author_names)
    made_up = "Made up for the demonstration: neither the study nor its authors exist."
    return one_page_pdf(citation.title, names, where, citation.abstract_text, made_up)


def _is_clinical(citation: Citation) -> bool:
    words = f"{citation.title} {citation.types}".lower()
    return any(word in words for word in ("trial", "pilot", "case", "cohort", "patients", "open-label"))
