"""The counts in the CSV that the R package PRISMA2020 draws its flow diagram from.

Format: PRISMA2020 1.1.4 (https://github.com/prisma-flowdiagram/PRISMA2020). Its reader finds rows by a piece of
their key, splits reasons at ``;`` and their label from their number at the first comma, and hides what is ``NA``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from screening.reports.counts import DATABASES, REGISTERS, Counts, ReasonCount, SourceCount

_HIDDEN = "NA"
_FIELDS = ("data", "node", "box", "description", "boxtext", "tooltips", "url", "n")
Value = int | str
# key, node of the R package's graph, its box, text; a row without a node shares the box above it
_ROWS = """
NA|node4|prevstud|Previous studies
previous_studies|node5|box1|Studies included in previous version of review
previous_reports|NA|box1|Reports of studies included in previous version of review
NA|node6|newstud|Identification of {new}studies via databases and registers
database_results|node7|box2|Databases
database_specific_results|NA|box2|Specific Databases
register_results|NA|box2|Registers
register_specific_results|NA|box2|Specific Registers
NA|node16|othstud|Identification of {new}studies via other methods
website_results|node17|box11|Websites
organisation_results|NA|box11|{organisations}
citations_results|NA|box11|Citation searching
duplicates|node8|box3|Duplicate records
excluded_automatic|NA|box3|Records marked as ineligible by automation tools
excluded_other|NA|box3|Records removed for other reasons
records_screened|node9|box4|Records screened
records_excluded|node10|box5|Records excluded
dbr_sought_reports|node11|box6|Reports sought for retrieval
dbr_notretrieved_reports|node12|box7|Reports not retrieved
other_sought_reports|node18|box12|Reports sought for retrieval
other_notretrieved_reports|node19|box13|Reports not retrieved
dbr_assessed|node13|box8|Reports assessed for eligibility
dbr_excluded|node14|box9|Reports excluded
other_assessed|node20|box14|Reports assessed for eligibility
other_excluded|node21|box15|Reports excluded
new_studies|node15|box10|{studies} included in review
new_reports|NA|box10|Reports of {new}included studies
total_studies|node22|box16|Total studies included in review
total_reports|NA|box16|Reports of total included studies
identification|node1|identification|Identification
screening|node2|screening|Screening
included|node3|included|Included
total_studies_ma|node23|box17|Total studies included in meta-analysis
total_reports_ma|NA|box17|Reports of total included studies in meta-analysis
""".strip()


def prisma_csv(counts: Counts, links: Mapping[str, str] | None = None) -> str:
    """The CSV as text; ``links`` by box key (``dbr.screened``) become the boxes' addresses."""
    numbers = dict(_numbers(counts))
    boxes = links or {}
    update = counts.previous is not None
    contacts = any(counts.other.of_kind(kind) for kind in ("contact", "other"))
    words = {
        "new": "new " if update else "",
        "studies": "New studies" if update else "Studies",
        "organisations": "Organisations and contacts and other" if contacts else "Organisations",
    }
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(_FIELDS)
    for line in _ROWS.splitlines():
        key, node, box, text = line.split("|")
        label = text.format(**words)
        tip = _HIDDEN if node == _HIDDEN else label
        address = boxes.get(_BOXES.get(key, ""), _HIDDEN)
        writer.writerow((key, node, box, label, label, tip, address, numbers.get(key, 0)))
    return file.getvalue()


_BOXES = {
    "previous_studies": "previous.studies",
    "database_results": "dbr.identified",
    "website_results": "other.identified",
    "duplicates": "dbr.duplicates",
    "records_screened": "dbr.screened",
    "records_excluded": "dbr.excluded",
    "dbr_sought_reports": "dbr.sought",
    "dbr_notretrieved_reports": "dbr.not_retrieved",
    "other_sought_reports": "other.sought",
    "other_notretrieved_reports": "other.not_retrieved",
    "dbr_assessed": "dbr.assessed",
    "dbr_excluded": "dbr.ft_excluded",
    "other_assessed": "other.assessed",
    "other_excluded": "other.ft_excluded",
    "new_studies": "included.studies",
}


def _numbers(counts: Counts) -> Iterator[tuple[str, Value]]:
    dbr, previous = counts.dbr, counts.previous
    yield "previous_studies", previous.studies if previous else _HIDDEN
    yield "previous_reports", previous.reports if previous else _HIDDEN
    yield "total_studies", previous.studies + counts.studies_included if previous else _HIDDEN
    yield "total_reports", previous.reports + counts.reports_included if previous else _HIDDEN
    yield "total_studies_ma", _HIDDEN
    yield "total_reports_ma", _HIDDEN
    for key, kind in (("database", DATABASES), ("register", REGISTERS)):
        yield f"{key}_results", sum(source.n for source in dbr.of_kind(kind))
        yield f"{key}_specific_results", _listed((one.name, one.n) for one in dbr.of_kind(kind)) or _HIDDEN
    yield "duplicates", dbr.duplicates
    yield "excluded_automatic", dbr.automation
    yield "excluded_other", sum(reason.n for reason in dbr.removed_other)
    yield "records_screened", dbr.screened
    yield "records_excluded", dbr.excluded_human + dbr.excluded_automation
    yield "dbr_sought_reports", dbr.sought
    yield "dbr_notretrieved_reports", dbr.not_retrieved
    yield "dbr_assessed", dbr.assessed
    yield "dbr_excluded", _reasons(dbr.ft_excluded)
    yield "new_studies", counts.studies_included
    yield "new_reports", counts.reports_included
    yield from _other_methods(counts)


def _other_methods(counts: Counts) -> Iterator[tuple[str, Value]]:
    other = counts.other
    kinds = {
        "website_results": ("website",),
        "organisation_results": ("organisation", "contact", "other"),
        "citations_results": ("citation_searching",),
    }
    for key, names in kinds.items():
        found: list[SourceCount] = [source for name in names for source in other.of_kind(name)]
        yield key, sum(source.n for source in found) if found else _HIDDEN
    yield "other_sought_reports", other.sought
    yield "other_notretrieved_reports", other.not_retrieved
    yield "other_assessed", other.assessed
    yield "other_excluded", _reasons(other.ft_excluded)


def _reasons(reasons: Iterable[ReasonCount]) -> Value:
    return _listed((reason.label, reason.n) for reason in reasons) or 0


def _listed(pairs: Iterable[tuple[str, int]]) -> str:
    return "; ".join(f"{_label(label)}, {n}" for label, n in pairs)


def _label(text: str) -> str:
    """Without the reader's separators, and without a beginning that a spreadsheet takes for a formula."""
    words = text.replace(",", " \u2013").replace(";", " \u2013").split()
    return " ".join(words).lstrip("=+-@ ") or "(no label)"
