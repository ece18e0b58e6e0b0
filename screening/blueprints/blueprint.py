"""What a new review can start from: one TOML file each, dropped into this folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from screening.extraction.field_plan import FieldPlan

FOLDER = Path(__file__).parent
FIRST = "blank"  # offered first, and what a review starts from when nothing is said


@dataclass(frozen=True, slots=True)
class CriterionPlan:
    kind: str
    code: str
    text: str
    facet: str = ""


@dataclass(frozen=True, slots=True)
class ReasonPlan:
    label: str
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class SearchPlan:
    strategy: str
    limits: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """A source; ``planned_terms`` is what a paper or plan says, ``search`` a string that can be run."""

    name: str
    kind: str
    platform: str = ""
    connector: str = ""
    planned_terms: str = ""
    notes: str = ""
    search: SearchPlan | None = None


@dataclass(frozen=True, slots=True)
class Blueprint:
    """``texts`` are the protocol's, by field; ``source`` is the publication it follows, if any."""

    key: str
    label: str
    summary: str
    source: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    criteria: tuple[CriterionPlan, ...] = ()
    reasons: tuple[ReasonPlan, ...] = ()
    sources: tuple[SourcePlan, ...] = ()
    form_name: str = ""
    fields: tuple[FieldPlan, ...] = ()


def blueprint(key: str) -> Blueprint:
    """The blueprint of this key. Raises ``ValidationError`` when there is none."""
    for plan in all_blueprints():
        if plan.key == key:
            return plan
    known = ", ".join(plan.key for plan in all_blueprints())
    raise ValidationError({"blueprint": f"There is no blueprint “{key}”. There are: {known}."})


@cache
def all_blueprints() -> tuple[Blueprint, ...]:
    """Every file of the folder, the empty one first. An unknown word in a file raises ``TypeError``."""
    plans = [_read(path) for path in FOLDER.glob("*.toml")]
    return tuple(sorted(plans, key=lambda plan: (plan.key != FIRST, plan.label)))


def _read(path: Path) -> Blueprint:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    form: Mapping[str, Any] = data.pop("form", {})
    return Blueprint(
        key=path.stem,
        texts={name: text.strip() for name, text in data.pop("protocol", {}).items()},
        criteria=tuple(CriterionPlan(**criterion) for criterion in data.pop("criteria", [])),
        reasons=tuple(ReasonPlan(**reason) for reason in data.pop("reasons", [])),
        sources=tuple(_source(**source) for source in data.pop("sources", [])),
        form_name=form.get("name", ""),
        fields=tuple(_field(**entry) for entry in form.get("fields", [])),
        **data,
    )


def _source(search: Mapping[str, str] | None = None, **source: str) -> SourcePlan:
    return SourcePlan(**source, search=SearchPlan(**search) if search else None)


def _field(choices: list[str] | None = None, **entry: Any) -> FieldPlan:
    return FieldPlan(**entry, choices=tuple(choices or ()))
