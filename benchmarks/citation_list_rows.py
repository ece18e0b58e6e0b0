"""The rows that ``benchmarks.citation_list`` asks for: citations by the hundred thousand, some of each kind."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.utils import timezone

from benchmarks.search_job import someone
from screening.accounts.models import User
from screening.audit import trail
from screening.audit.events import Event
from screening.decisions.models import Candidate, Vote
from screening.fulltexts.models import Report, Study
from screening.protocol.models import ProtocolVersion, Stage
from screening.records.label_models import Label, Labelling
from screening.records.models import Citation, Record, Route
from screening.reviews.models import Member, Review
from screening.searches.models import Run, Search, Source

BATCH = 2000
SOURCES = ("PubMed", "Embase", "Scopus")
TYPES = ("Journal Article", "Journal Article, Review", "Journal Article, Randomized Controlled Trial", "Letter",
         "Case Reports, Journal Article", "Clinical Trial, Phase I, Journal Article", "Meta-Analysis")  # fmt: skip
LANGUAGES = ("eng", "eng", "eng", "eng", "eng", "eng", "ger", "chi", "fre", "eng, spa")


@contextmanager
def filling(review: Review) -> Iterator[None]:
    with trail.follow(review_id=review.pk, actor_id=None):
        trail.record(Event.REVIEW_SETTINGS_CHANGED, review, changed=["filled for a benchmark"])
        yield


def fill(citations: int) -> None:
    """A review with so many citations, some of each kind, of an owner and a reviewer."""

    chance = random.Random(1)
    owner = someone("bench", key=False)
    review = owner.review
    reader = User.objects.create_user("reader@example.org", "benchmark only", name="Rita")
    words = vocabulary(chance)
    with filling(review):
        runs = []
        for name in SOURCES:
            source = Source.objects.create(review=review, key=name.lower(), name=name)
            search = Search.objects.create(review=review, source=source, created_by=owner)
            runs.append(
                Run.objects.create(review=review, search=search, source=source, by=owner, state="complete")
            )
        label = Label.objects.create(review=review, name="Background")
        Member.objects.create(review=review, user=reader, role="reviewer")
    for start in range(0, citations, BATCH):
        with filling(review):
            numbers = range(start, min(start + BATCH, citations))
            made = Citation.objects.bulk_create(_citation(review, n, words, chance) for n in numbers)
            Record.objects.bulk_create(
                Record(
                    review=review,
                    run=run,
                    position=n,
                    accession=str(n),
                    citation=citation,
                    raw_compressed=b"x" * 1000,
                )
                for n, citation in zip(numbers, made, strict=True)
                for run in (runs[:2] if n % 9 == 0 else [chance.choice(runs)])
            )
            Candidate.objects.bulk_create(
                Candidate(
                    review=review, stage="title_abstract", citation=citation,
                    outcome=chance.choices(("pending", "excluded", "included", "conflict"), (600, 380, 10, 10))[0],
                )
                for citation in made if not citation.closed_as
            )  # fmt: skip
            Labelling.objects.add_all(
                Labelling(review=review, label=label, citation=citation, by=owner)
                for citation in made if chance.random() < 0.05
            )  # fmt: skip
    _judge(owner)
    _merge(owner, citations // 10)


def _judge(owner: Member) -> None:
    """A vote of the owner's on every second candidate that is decided, and a report of each that is included."""

    review = owner.review
    with filling(review):
        protocol = ProtocolVersion.objects.create(review=review, number=1, frozen_at=timezone.now())
        decided = Candidate.objects.filter(review=review).exclude(outcome="pending").order_by("pk")[::2]
        for some in _batches(decided):
            Vote.objects.add_all(
                Vote(review=review, candidate=candidate, by=owner, protocol=protocol, key=uuid4(), is_first=True,
                     verdict="exclude" if candidate.outcome == "excluded" else "include")
                for candidate in some
            )  # fmt: skip
        included = Candidate.objects.filter(review=review, outcome="included").order_by("pk")
        reports = Report.objects.bulk_create(
            Report(review=review, citation_id=candidate.citation_id) for candidate in included
        )
        for n, report in enumerate(reports):
            if n % 10 == 0:
                report.study = Study.objects.create(review=review, label=f"Study {n}")
                report.save()
        Candidate.objects.bulk_create(
            Candidate(review=review, stage=Stage.FULL_TEXT, citation_id=report.citation_id, report=report,
                      outcome="included" if report.study else "pending")
            for report in reports
        )  # fmt: skip


def _merge(owner: Member, citations: int) -> None:
    """So many that were found again at last: emptied, each with the candidate it had."""

    review = owner.review
    with filling(review):
        kept = Citation.objects.filter(review=review, closed_as="").order_by("pk")[:citations]
        for some in _batches(list(kept)):
            made = Citation.objects.bulk_create(
                Citation(review=review, title=one.title, year=one.year, doi=one.doi, route=one.route,
                         abstract_text=one.abstract_text, types=one.types, languages=one.languages, merged_into=one)
                for one in some
            )  # fmt: skip
            Candidate.objects.bulk_create(
                Candidate(review=review, stage="title_abstract", citation=citation) for citation in made
            )


def _batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def vocabulary(chance: random.Random) -> list[str]:
    """Half a million words as they follow each other, the frequent ones as frequent as in English."""
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    kinds = ["the", "of", "and", "in"] + [
        "".join(chance.choices(letters, k=chance.randint(3, 11))) for _ in range(30_000)
    ]
    kinds[2000:2003] = ["exosome", "exosomes", "exosomal"]
    return chance.choices(kinds, [1 / (rank + 1) for rank in range(len(kinds))], k=500_000)


def _citation(review: Review, n: int, words: list[str], chance: random.Random) -> Any:

    at = chance.randrange(len(words) - 300)
    title = " ".join(words[at : at + 13]).capitalize()
    abstract = " ".join(words[at + 13 : at + 13 + chance.randint(150, 280)])
    text = "" if n % 20 == 0 else abstract + (" rareword" if n % 10_000 == 7 else "")
    names = ("Müller", "Smith", "Okafor", "Zhang", *(f"Family{chance.randrange(20_000)}" for _ in range(3)))
    return Citation(
        review=review,
        title=title,
        authors=[{"family": name, "given": "A B"} for name in chance.sample(names, 5)],
        year=None if n % 97 == 0 else chance.randint(1980, 2026),
        journal="Journal of Measured Things",
        doi="" if n % 4 == 0 else f"10.5555/bench.{n}",
        pmid=str(20_000_000 + n),
        abstract=[{"label": "", "text": text}] if text else [],
        abstract_text=text,
        types=chance.choice(TYPES),
        languages=chance.choice(LANGUAGES),
        retracted=n % 1000 == 5,
        route=Route.DATABASES,
        closed_as="other" if n % 200 == 3 else "",
        closed_reason="not a report" if n % 200 == 3 else "",
    )
