"""What each box of the PRISMA 2020 flow diagram says, in the template's own labels."""

from __future__ import annotations

from collections.abc import Iterator

from screening.reports.counts import DATABASES, OTHER_KINDS, REGISTERS, Column, Counts
from screening.reports.flow_text import Entry

Boxes = dict[str, list[Entry]]


def boxes_of(counts: Counts) -> Boxes:
    """The boxes by place: ``dbr.identified``, ``other.sought``, ``included`` …; only those that apply."""
    found = _column("dbr", counts.dbr)
    found["dbr.identified"] = list(
        _identified("dbr", counts.dbr, {DATABASES: "Databases", REGISTERS: "Registers"})
    )
    found["dbr.removed"] = list(_removed(counts.dbr))
    found["dbr.screened"] = [
        Entry("Records screened", counts.dbr.screened, "dbr.screened"),
        *_open("dbr", counts.dbr, "pending", "conflicts"),
    ]
    found["dbr.excluded"] = list(_excluded(counts.dbr))
    if counts.has_other_methods:
        found |= _column("other", counts.other)
        found["other.identified"] = list(_identified("other", counts.other, OTHER_KINDS))
    return found | _ends(counts)


def _column(name: str, column: Column) -> Boxes:
    total = sum(reason.n for reason in column.ft_excluded)
    reasons = [
        Entry(reason.label, reason.n, f"{name}.ft_excluded.{reason.key}", indent=1)
        for reason in column.ft_excluded
    ]
    return {
        f"{name}.sought": [Entry("Reports sought for retrieval", column.sought, f"{name}.sought")],
        f"{name}.not_retrieved": [
            Entry("Reports not retrieved", column.not_retrieved, f"{name}.not_retrieved")
        ],
        f"{name}.assessed": [
            Entry("Reports assessed for eligibility", column.assessed, f"{name}.assessed"),
            *_open(name, column, "awaiting", "ft_pending", "ft_conflicts"),
        ],
        f"{name}.ft_excluded": [Entry("Reports excluded", total, f"{name}.ft_excluded"), *reasons],
    }


def _identified(name: str, column: Column, kinds: dict[str, str]) -> Iterator[Entry]:
    yield Entry("Records identified from:")
    always = name == "dbr"
    for kind, label in kinds.items():
        sources = column.of_kind(kind)
        if sources or always:
            yield Entry(label, sum(source.n for source in sources), f"{name}.kind.{kind}")
        for source in sources:
            yield Entry(source.name, source.n, f"{name}.source.{source.key}", indent=1)


def _removed(column: Column) -> Iterator[Entry]:
    other = sum(reason.n for reason in column.removed_other)
    yield Entry("Records removed before screening:")
    yield Entry("Duplicate records removed", column.duplicates, "dbr.duplicates")
    yield Entry("Records marked as ineligible by automation tools", column.automation, "dbr.automation")
    yield Entry("Records removed for other reasons", other, "dbr.removed_other")
    for reason in column.removed_other:
        yield Entry(reason.label, reason.n, f"dbr.removed_other.{reason.key}", indent=1)


def _excluded(column: Column) -> Iterator[Entry]:
    if not column.excluded_automation:
        yield Entry("Records excluded", column.excluded_human, "dbr.excluded_human")
        return
    yield Entry("Records excluded", column.excluded_human + column.excluded_automation, "dbr.excluded")
    yield Entry("by people", column.excluded_human, "dbr.excluded_human", indent=1)
    yield Entry("by automation tools", column.excluded_automation, "dbr.excluded_automation", indent=1)


def _open(name: str, column: Column, *places: str) -> list[Entry]:
    found = ((box, text, n) for box, text, n in column.open() if box in places)
    return [Entry(text, n, f"{name}.{box}", indent=1, open=True) for box, text, n in found]


def _ends(counts: Counts) -> Boxes:
    studies, reports = counts.studies_included, counts.reports_included
    if not counts.previous:
        return {
            "included": [
                Entry("Studies included in review", studies, "included.studies"),
                Entry("Reports of included studies", reports, "included.reports"),
            ]
        }
    before = counts.previous
    return {
        "included": [
            Entry("New studies included in review", studies, "included.studies"),
            Entry("Reports of new included studies", reports, "included.reports"),
        ],
        "previous": [
            Entry("Studies included in previous version of review", before.studies, "previous.studies"),
            Entry(
                "Reports of studies included in previous version of review",
                before.reports,
                "previous.reports",
            ),
        ],
        "total": [
            Entry("Total studies included in review", before.studies + studies),
            Entry("Reports of total included studies", before.reports + reports),
        ],
    }


def open_entries(counts: Counts) -> list[Entry]:
    """What keeps the diagram a draft."""
    found = []
    for name, column in (("dbr", counts.dbr), ("other", counts.other)):
        suffix = " (other methods)" if name == "other" else ""
        found += [Entry(f"{text}{suffix}", n, f"{name}.{box}", open=True) for box, text, n in column.open()]
    return found


def notes(counts: Counts) -> list[Entry]:
    """What the template has no box for, and what does not add up."""
    other = counts.other
    before = [
        ("duplicates of records already known", other.duplicates, "duplicates"),
        ("marked as ineligible by automation tools", other.automation, "automation"),
        ("removed for other reasons", sum(reason.n for reason in other.removed_other), "removed_other"),
        ("excluded at title and abstract", other.excluded_human + other.excluded_automation, "excluded"),
    ]
    found = [Entry(text, n, f"other.{box}", indent=1) for text, n, box in before if n]
    if found:
        found.insert(0, Entry("Of the records identified via other methods:", strong=True))
    broken = [one for one in counts.identities() if not one.holds]
    if broken:
        found.append(Entry("These numbers do not add up:", strong=True))
        found += [Entry(one.sentence, indent=1) for one in broken]
    return found
