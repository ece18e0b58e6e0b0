"""A protocol version as plain data: what freezing seals, what pages show, what versions are compared by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from screening.audit.chain import canonical
from screening.protocol.models import ExclusionReason, ProtocolVersion, StageRules

Snapshot = dict[str, Any]

TEXTS = {
    "question": "Question",
    "population": "Population",
    "intervention": "Intervention",
    "comparator": "Comparator",
    "outcomes": "Outcomes",
    "study_designs": "Study designs",
    "limits": "Limits",
    "notes": "Notes",
    "include_terms": "Terms that speak for inclusion",
    "exclude_terms": "Terms that speak for exclusion",
}
RULES = ("votes_required", "maybe", "reason_required", "differing_reasons", "settled_by")


def snapshot_of(version: ProtocolVersion, reasons: Iterable[ExclusionReason]) -> Snapshot:
    """Texts by field, criteria, reasons in order, and rules by stage."""
    return {
        "number": version.number,
        "amendment_reason": version.amendment_reason,
        "texts": {name: getattr(version, name) for name in TEXTS},
        "criteria": [
            {
                "kind": criterion.kind,
                "code": criterion.code,
                "text": criterion.text,
                "facet": criterion.facet,
                "at_title_abstract": criterion.at_title_abstract,
                "at_full_text": criterion.at_full_text,
            }
            for criterion in version.criteria.all()
        ],
        "reasons": [
            {
                "id": reason.pk,
                "label": reason.label,
                "criterion": reason.criterion_code,
                "at_title_abstract": reason.at_title_abstract,
                "at_full_text": reason.at_full_text,
            }
            for reason in reasons
        ],
        "rules": {rules.stage: rules_as_data(rules) for rules in version.rules.all()},
    }


def rules_as_data(rules: StageRules) -> dict[str, Any]:
    return {name: getattr(rules, name) for name in RULES}


def sha256(snapshot: Snapshot) -> str:
    """64 hex digits over the canonical JSON: the frozen event carries it, so a later change shows."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()
