"""Which study a report is about. A study of several reports is counted once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, product
from string import ascii_lowercase

from django.core.exceptions import ValidationError

from screening.audit import trail
from screening.audit.events import Event
from screening.fulltexts.models import Report, Study
from screening.records.models import Citation
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission

LABEL_LENGTH = 100  # of the 120 stored: letters and the year come behind


@operation(Permission.EXTRACT)
def rename_study(*, by: Member, study: Study, label: str) -> None:
    """Raises ``ValidationError`` when the label is empty or another study's."""
    label = " ".join(label.split())
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)  # two must not choose one label
    if not label:
        raise ValidationError({"label": "Give the study a label."})
    if Study.objects.filter(review=by.review, label=label).exclude(pk=study.pk).exists():
        raise ValidationError({"label": f"Another study is called “{label}”. Choose a label of its own."})
    study.label = label
    study.save(update_fields=["label"])
    trail.record(Event.STUDY_RENAMED, study)


@operation(Permission.EXTRACT)
def assign_report(*, by: Member, report: Report, study: Study | None) -> Study:
    """Make the report one of ``study``'s, or with ``None`` give it a study of its own. Returns the study."""
    if study is None:
        return give_own_study(report)
    report.study = study
    report.save(update_fields=["study"])
    trail.record(Event.REPORT_ASSIGNED, report, study=study.pk)
    return study


def give_own_study(report: Report) -> Study:
    """A new study, labelled after the report; inside an operation."""
    taken = set(Study.objects.filter(review=report.review_id).values_list("label", flat=True))
    for label in labels_for(report.citation):
        if label not in taken:
            # another report of the same authors may get its study at this moment: then the next label
            study, made = Study.objects.get_or_create(review_id=report.review_id, label=label)
            if made:
                break
    trail.record(Event.STUDY_CREATED, study)
    report.study = study
    report.save(update_fields=["study"])
    trail.record(Event.REPORT_ASSIGNED, report, study=study.pk)
    return study


def labels_for(citation: Citation) -> Iterator[str]:
    """First author's family name and year, as reviews name studies; then with b, c, … z, aa, ab, …"""
    first = citation.authors[0] if citation.authors else {}
    name = first.get("literal") or first.get("family") or " ".join(citation.title.split()[:3]) or "Untitled"
    base = f"{name[:LABEL_LENGTH].strip()} {citation.year or ''}".strip()
    yield base
    letters = ("".join(some) for length in count(1) for some in product(ascii_lowercase, repeat=length))
    next(letters)  # the first one needs none
    yield from (f"{base}{letter}" for letter in letters)
