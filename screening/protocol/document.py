"""A protocol laid out for reading: the same page for a draft and for a version frozen years ago."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from screening.protocol import wording
from screening.protocol.models import Criterion, ProtocolVersion, Stage
from screening.protocol.queries import reasons_of
from screening.protocol.snapshot import TEXTS, Snapshot, snapshot_of

SCOPE = ("population", "intervention", "comparator", "outcomes", "study_designs", "limits")


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion or a reason: ``code`` may be empty; ``aside`` says facet and stages."""

    code: str
    text: str
    aside: str


@dataclass(frozen=True, slots=True)
class Document:
    question: str
    scope: list[tuple[str, str]]  # label, text; empty ones too: what is not stated is part of a protocol
    inclusion: list[Line]
    exclusion: list[Line]
    reasons: list[Line]
    rules: list[tuple[str, list[str]]]  # stage, one sentence each
    include_terms: list[str]
    exclude_terms: list[str]
    notes: str


def plan_of(version: ProtocolVersion) -> Snapshot:
    """What a version says: as sealed when it is frozen, as it stands now when it is a draft."""
    return version.snapshot or snapshot_of(version, reasons_of(review=version.review))


def document(plan: Snapshot) -> Document:
    texts = plan["texts"]
    return Document(
        question=texts["question"],
        scope=[(TEXTS[name], texts[name]) for name in SCOPE],
        inclusion=_criteria(plan, Criterion.Kind.INCLUSION),
        exclusion=_criteria(plan, Criterion.Kind.EXCLUSION),
        reasons=[_line(reason["criterion"], reason["label"], reason) for reason in plan["reasons"]],
        rules=[(Stage(stage).label, wording.rules(data)) for stage, data in _in_order(plan["rules"])],
        include_terms=texts["include_terms"].splitlines(),
        exclude_terms=texts["exclude_terms"].splitlines(),
        notes=texts["notes"],
    )


def _criteria(plan: Snapshot, kind: Criterion.Kind) -> list[Line]:
    return [_line(c["code"], c["text"], c, c["facet"]) for c in plan["criteria"] if c["kind"] == kind]


def _line(code: str, text: str, part: Mapping[str, Any], facet: str = "") -> Line:
    return Line(code, text, ", ".join(said for said in (facet, wording.stages(part)) if said))


def _in_order(rules: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(stage.value, rules[stage]) for stage in Stage if stage in rules]
