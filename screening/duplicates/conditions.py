"""What several rules ask of a pair."""

from __future__ import annotations

from screening.duplicates.agreement import Agreement
from screening.duplicates.evidence import Evidence
from screening.duplicates.people import Authorship

_OTHER, _UNKNOWN, _SAME = Agreement
_BY_OTHERS, _BY_UNKNOWN, _BY_SOME, _BY_SAME = Authorship


def fits(e: Evidence) -> bool:
    """Journal and years do not contradict."""
    return e.journal >= _UNKNOWN and e.near_years


def other_words(e: Evidence) -> bool:
    return not e.numbers or e.words.replaced > 0


def hopeless(e: Evidence) -> bool:
    return e.alike < 60 and not e.part and not e.some_same_id


def same_spot(e: Evidence) -> bool:
    return e.pages is _SAME and e.volume is _SAME and e.people is _BY_SAME and fits(e)


def doi_contradicted(e: Evidence) -> bool:
    if e.pmid is _OTHER or (e.pages is _OTHER and _OTHER in (e.journal, e.volume)):
        return True
    return (e.meeting and e.pages is _OTHER) or (e.journal is _OTHER and _SAME not in (e.pages, e.volume))


def nothing_against(e: Evidence) -> bool:
    """Exact title, same authors and journal, no field that contradicts; a side may lack volume or pages.

    A title cut short may go on in two ways: Part I, Part II.
    """
    return (
        e.contradictions == 0
        and e.exact
        and e.people is _BY_SAME
        and e.journal is _SAME
        and not (e.generic or e.cut)
        and not (e.issue is _OTHER and e.pages is not _SAME)
    )


def same_title(e: Evidence) -> bool:
    return e.alike >= 90 or e.part


def other_issue(e: Evidence) -> bool:
    """Every issue has a page 1: a short piece there is told apart by its issue."""
    return (
        e.issue is _OTHER
        and e.pages is _SAME
        and (e.generic or e.doi is _OTHER or (e.early_page and not (e.last_page and e.long_title)))
    )


def in_place(e: Evidence) -> bool:
    if not (e.place and fits(e) and e.people >= _BY_SOME):
        return False
    return e.exact or (not e.generic and (e.words.added <= 1 or e.part))


def unclear_journal(e: Evidence) -> bool:
    return (
        e.place
        and e.near_years
        and e.journal is _OTHER
        and e.people is _BY_SAME
        and e.exact
        and e.volume is _SAME
        and e.doi is not _OTHER
    )


def same_title_elsewhere(e: Evidence) -> bool:
    return e.exact and e.people >= _BY_SOME and against(e) > 0


def against(e: Evidence) -> int:
    fields = (e.volume, e.pages, e.journal, e.doi)
    return sum(field is _OTHER for field in fields) + (not e.near_years)
