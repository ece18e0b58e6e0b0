"""A review in which citations, a full text and a study wait, and what Ada does to them in each world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from screening.decisions.bulk.asking import vote_on_all
from screening.decisions.models import Candidate
from screening.decisions.operations import undo_vote
from screening.extraction.answers import Answer
from screening.extraction.models import ExtractionForm
from screening.fulltexts.models import Report, Study
from screening.fulltexts.operations import mark_retrieved
from screening.jobs import running
from screening.jobs.models import Job
from screening.protocol.models import ExclusionReason, StageRules
from screening.records.label_models import Label
from screening.records.label_rounds import start_labelling
from screening.records.labelling import add_label, put_on
from screening.records.queries import citations_of
from screening.reviews.models import Member
from tests.casting import arranging
from tests.decisions.rows import make_candidate, vote
from tests.extraction.rows import DONE, draft
from tests.fulltexts.rows import pdf
from tests.world import furnish

TOLD = "tell-tale"  # in every note of Ada's


@dataclass
class Scene:
    """``examples`` of every address. ``waiting``: candidates at titles that stay pending whatever Ada does, for three
    votes are required; on the second of them Grace voted, on the third the one who asks."""

    examples: dict[str, Any]
    ada: Member
    waiting: list[Candidate]
    report: Report
    labels: list[Label]

    @property
    def study(self) -> Study:
        return Study.objects.get(pk=self.examples["study_id"])

    @property
    def form(self) -> ExtractionForm:
        return ExtractionForm.objects.get(pk=self.examples["form_id"])


def make_scene(owen: Member, ada: Member, other: Member) -> Scene:
    examples = furnish(owen)
    with arranging(owen.review):
        rules = StageRules.objects.filter(review=owen.review).exclude(version__frozen_at=None)
        rules.update(votes_required=3)
    report = Report.objects.get(pk=examples["sought_id"])
    mark_retrieved(by=owen, report=report, upload=pdf())
    labels = [add_label(by=owen, name=f"Label {number}", colour="rust") for number in (1, 2)]
    waiting = [Candidate.objects.get(pk=examples["candidate_id"])]
    waiting += [make_candidate(owen.review, f"A citation that waits {number}") for number in range(5)]
    vote(other, waiting[1], "include")
    return Scene(examples | {"report_id": report.pk, "link": "x"}, ada, waiting, report, labels)


def nothing(scene: Scene) -> None:
    """Ada was not here yet."""


def one_way(scene: Scene) -> None:
    _judge(
        scene, ["include", "exclude", "maybe", "include"], report="include", seconds=7, label=0, found="77"
    )


def another_way(scene: Scene) -> None:
    """As many votes on the same, each another one."""
    _judge(
        scene, ["exclude", "maybe", "include", "exclude"], report="exclude", seconds=3999, label=1, found="99"
    )


def undone(scene: Scene) -> None:
    """She thought so, and took all of it back."""
    one_way(scene)
    for number, candidate in enumerate([*scene.waiting[:3], scene.report.candidate]):
        undo_vote(by=scene.ada, candidate=candidate, key=UUID(int=50 + number))


def _judge(scene: Scene, verdicts: list[str], *, report: str, seconds: int, label: int, found: str) -> None:
    """Votes with notes, reasons and times on what waits, the last of which is taken back; a label; a draft."""
    reason = ExclusionReason.objects.get(pk=scene.examples["reason_id"])
    candidates = [*scene.waiting[:4], scene.report.candidate]
    for number, (candidate, verdict) in enumerate(zip(candidates, [*verdicts, report], strict=True)):
        why = reason if verdict == "exclude" else None
        note = f"{TOLD} {verdict} {seconds}" if number % 2 == 0 else ""
        vote(
            scene.ada, candidate, verdict, key=UUID(int=100 + number), reason=why, note=note, seconds=seconds
        )
    undo_vote(by=scene.ada, candidate=scene.waiting[3], key=UUID(int=200))
    labelled = [scene.report.citation_id, *(candidate.citation_id for candidate in scene.waiting[:2])]
    put_on(by=scene.ada, label=scene.labels[label], citations=labelled, round_key=UUID(int=2))
    _judge_at_once(scene, verdicts[2], scene.labels[label])
    draft(scene.ada, scene.study, scene.form, {**DONE, "participants": Answer(found)})


def _judge_at_once(scene: Scene, verdict: str, label: Label) -> None:
    """A vote and a label by background work, as on many."""
    citation = scene.waiting[4].citation
    alone = citations_of(member=scene.ada).filter(pk=citation.pk)
    vote_on_all(by=scene.ada, citations=alone, verdict=verdict, key=UUID(int=3), note=TOLD)
    start_labelling(by=scene.ada, label=label, do="put", citations=[citation.pk], round_key=UUID(int=4))
    for job in Job.objects.active().filter(by=scene.ada):
        running.run(job.pk)
