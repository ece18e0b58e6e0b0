"""Databases' own numbers, told apart by how they look."""

from __future__ import annotations

_LOOKS = {"wos": ("WOS:", "ISI:"), "central": ("CN-",), "scopus": ("2-s2.0-",)}


def accession_ids(accession: str) -> dict[str, str]:
    """``Description.ids`` for one accession number: itself, and under the database's name if it shows it."""
    if not accession:
        return {}
    found = {"accession": accession}
    for database, looks in _LOOKS.items():
        if accession.startswith(looks):
            found[database] = accession
    return found
