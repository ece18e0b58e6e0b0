"""What a trial register says of a trial, and which other reports a record names. No Django here.

A record with a trial number and neither PMID, DOI nor volume is taken for the trial's register entry; any other record
with a trial number for a publication about the trial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from screening.lib.identifiers import nct
from screening.records.description import Description

ENTRY = "entry"  # the record is the register's entry of this trial
TRIAL = "trial"  # the record says that it reports this trial
RESULT = "result"  # the register names this PMID as the trial's results
DERIVED = "derived"  # the register found the trial's number in this PMID
_NAMED = {"ResultReference": RESULT, "DerivedReference": DERIVED}

_WRITTEN = {
    "status": ("overallstatus", "studystatus"),
    "why_stopped": ("whystopped",),
    "results": ("hasresults", "studyresults"),
    "conditions": ("conditions",),
    "interventions": ("interventions",),
    "phases": ("phases",),
    "enrolment": ("enrollment",),
    "start": ("startdate",),
    "completion": ("completiondate",),
}  # as the API and the register's CSV have them
_NUMBERED = re.compile(r"(?<=[a-z])(?=\d)")
_NONE = ("false", "no", "0")


class Mention(NamedTuple):
    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """Facts as the register writes them, in words for people. ``results`` is ``None`` where it does not say."""

    status: str = ""
    why_stopped: str = ""
    results: bool | None = None
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    enrolment: str = ""
    start: str = ""
    completion: str = ""


def mentions(description: Description) -> Iterator[Mention]:
    """Every trial and publication that a record ties itself to; each once."""
    if description.nct and not (description.pmid or description.doi or description.volume):
        yield Mention(ENTRY, description.nct)
        publications = (
            Mention(_NAMED[one.kind], one.pmid)
            for one in description.relations
            if one.kind in _NAMED and one.pmid
        )
        yield from dict.fromkeys(publications)
    else:
        numbers = [description.nct, *map(nct, description.extra.get("DataBank", ()))]
        yield from (Mention(TRIAL, number) for number in dict.fromkeys(filter(None, numbers)))


def entry_of(extra: dict[str, list[str]]) -> RegisterEntry:
    """The facts out of ``Description.extra``: of a connector's record, or of a row of the register's CSV."""
    folded = {"".join(name.split()).lower(): values for name, values in extra.items()}
    said = {
        fact: next((folded[name] for name in names if name in folded), []) for fact, names in _WRITTEN.items()
    }
    first = {fact: values[0] if values else "" for fact, values in said.items()}
    results = first["results"].lower()
    return RegisterEntry(
        status=_in_words(first["status"]),
        why_stopped=first["why_stopped"],
        results=not results.startswith(_NONE) if results else None,
        conditions=tuple(said["conditions"]),
        interventions=tuple(said["interventions"]),
        phases=tuple(map(_in_words, said["phases"])),
        enrolment=first["enrolment"],
        start=first["start"],
        completion=first["completion"],
    )


def _in_words(code: str) -> str:
    """``ACTIVE_NOT_RECRUITING`` as “Active not recruiting”, ``PHASE2`` as “Phase 2”."""
    if code == "NA":
        return "Not applicable"
    return _NUMBERED.sub(" ", code.replace("_", " ").capitalize()) if code.isupper() else code
