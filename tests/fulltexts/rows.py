"""What tests of full texts stand on: reports sought because two people included their citations."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from screening.decisions.models import Candidate
from screening.fulltexts.models import Report
from screening.fulltexts.operations import mark_retrieved
from screening.protocol.models import Stage
from screening.reviews.models import Member
from tests.decisions.rows import make_candidate, vote

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def pdf(name: str = "wilson.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def seek(*voters: Member, title: str = "Exosomes for low back pain", **fields: Any) -> Report:
    """A report sought for retrieval: everybody given included its citation."""
    candidate = make_candidate(voters[0].review, title, **fields)
    for voter in voters:
        vote(voter, candidate, "include")
    return Report.objects.get(citation=candidate.citation_id)


def retrieve(*voters: Member, **fields: Any) -> Report:
    report = seek(*voters, **fields)
    mark_retrieved(by=voters[0], report=report, upload=pdf())
    report.refresh_from_db()
    return report


def title_candidate(report: Report) -> Candidate:
    return Candidate.objects.get(citation=report.citation_id, stage=Stage.TITLE_ABSTRACT)
