"""A record as one line of JSON, for scripts: what ``manage.py parse_records`` prints."""

from __future__ import annotations

from typing import Any

from screening.records.description import Author, Description, Received

_IDS = ("wos", "scopus", "embase", "central", "accession")


def as_line(received: Received) -> dict[str, Any]:
    """``received`` has a description. Every name is always there; unknown is ``""``, ``[]`` or ``None``."""
    d = received.description or Description()
    return {
        "title": d.title,
        "authors": [_author(one) for one in d.authors],
        "year": d.year,
        "journal": d.journal,
        "volume": d.volume,
        "issue": d.issue,
        "pages": d.pages,
        "doi": d.doi,
        "pmid": d.pmid,
        "abstract": d.abstract_text,
        "keywords": list(d.keywords),
        "language": "; ".join(d.languages),
        "type": "; ".join(d.types),
        "ids": {"pmcid": d.pmcid, "nct": d.nct, **dict.fromkeys(_IDS, ""), **d.ids},
        "raw_line": received.line,
    }


def as_problem(received: Received) -> dict[str, Any]:
    """What is wrong with a record; ``read`` is false where nothing of it could be read."""
    return {
        "line": received.line,
        "problem": received.problem,
        "read": received.description is not None,
        "raw": received.raw[:2000].decode(errors="replace"),
    }


def _author(one: Author) -> dict[str, str]:
    return {"literal": one.literal} if one.literal else {"family": one.family, "given": one.given}
