"""Two records held against each other, field by field. What a rule may know of a pair stands here, and no more."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from screening.duplicates import journals, people, places, titles
from screening.duplicates.agreement import Agreement, agreement
from screening.duplicates.kinds import Kind
from screening.duplicates.likeness import Likeness
from screening.duplicates.people import Authorship

_OTHER, _UNKNOWN, _SAME = Agreement
_LITTLE = 85.0  # letters alike; below, no rule joins or asks by titles alone
_SHORT_TITLE = 30


@dataclass(slots=True)
class Evidence:
    """``years`` is the difference, ``None`` where a year is missing."""

    alike: float
    part: bool
    words: titles.Wording
    numbers: bool
    kinds: bool
    subject: bool  # what one is about is the other, or both are about one
    version: Agreement  # of one Cochrane review
    cut: bool  # one title ends in the middle
    one_preprint: bool
    preprint: bool  # one is a preprint, and the other says neither journal nor place
    people: Authorship
    years: int | None
    pages: Agreement
    last_page: bool
    range: bool  # the same first and last page, of a range that only one report fills
    volume: Agreement
    issue: Agreement
    journal: Agreement
    doi: Agreement
    pmid: Agreement
    registration: Agreement
    trial: Agreement
    one_registration: bool
    meeting: bool  # one is from a supplement, the other not
    any_meeting: bool
    generic: bool
    long_title: bool
    early_page: bool  # one begins on a page that every issue has
    without_pages: bool
    without_authors: bool

    @property
    def exact(self) -> bool:
        words = self.words
        return self.alike == 100 or not (words.replaced or words.added or words.misspelt)

    @property
    def near_years(self) -> bool:
        return self.years is None or self.years <= 1

    @property
    def contradictions(self) -> int:
        fields = (self.pages, self.volume, self.journal, self.doi, self.pmid)
        return sum(field is _OTHER for field in fields) + (not self.near_years)

    @property
    def place(self) -> bool:
        """They stand in one place: page and volume, or page, journal and year."""
        if self.pages is not _SAME:
            return False
        return self.volume is _SAME or (
            self.volume is _UNKNOWN and self.journal is _SAME and self.years is not None and self.near_years
        )

    @property
    def some_same_id(self) -> bool:
        return self.doi is _SAME or self.pmid is _SAME


def hold(a: Likeness, b: Likeness) -> Evidence | None:
    """``None`` for most pairs: those that every rule would leave apart, seen without looking at every field."""
    alike = titles.likeness(a.title, b.title)
    part = alike < 100 and titles.is_part(a.title, b.title)
    if alike < _LITTLE and not part and _little_else(a, b):
        return None
    return evidence(a, b, alike=alike, part=part)


def evidence(a: Likeness, b: Likeness, *, alike: float, part: bool) -> Evidence:
    """``alike`` and ``part`` are how much letters agree, and whether one title is a piece of the other."""
    wording = titles.wording(a.title, b.title) if alike < 100 else titles.Wording()
    years = abs(a.place.year - b.place.year) if a.place.year and b.place.year else None
    return Evidence(
        alike=alike,
        part=part,
        words=wording,
        numbers=titles.same_numbers(a.title, b.title, part),
        kinds=a.kinds - {Kind.REGISTER} == b.kinds - {Kind.REGISTER},
        subject=a.kinds != b.kinds and _same_subject(a.subject, b.subject),
        version=_SAME if a.version == b.version else _OTHER if a.version[0] == b.version[0] else _UNKNOWN,
        cut=a.title.cut or b.title.cut,
        one_preprint=a.kinds ^ b.kinds == {Kind.PREPRINT},
        preprint=a.kinds ^ b.kinds == {Kind.PREPRINT} and not _placed(a if Kind.PREPRINT in b.kinds else b),
        people=people.compare(a.people, b.people),
        years=years,
        pages=places.compare(a.place.pages, b.place.pages),
        last_page=places.same_last(a.place.pages, b.place.pages),
        range=places.same_range(a.place.pages, b.place.pages),
        volume=places.compare_volumes(a.place, b.place),
        issue=agreement(a.place.issue, b.place.issue),
        journal=_SAME if a.issns & b.issns else journals.compare(a.journal, b.journal),
        doi=agreement(a.doi, b.doi),
        pmid=agreement(a.pmid, b.pmid),
        registration=agreement(a.registration, b.registration),
        trial=agreement(a.registration or a.trial, b.registration or b.trial),
        one_registration=bool(a.registration) != bool(b.registration),
        meeting=a.place.supplement != b.place.supplement,
        any_meeting=a.place.supplement or b.place.supplement,
        generic=a.title.generic or b.title.generic,
        long_title=min(len(a.title.squashed), len(b.title.squashed)) > _SHORT_TITLE,
        early_page=min(a.place.pages.first, b.place.pages.first) <= 12,
        without_pages=not (a.place.pages.first or b.place.pages.first),
        without_authors=not (a.people.families or b.people.families),
    )


def _little_else(a: Likeness, b: Likeness) -> bool:
    """Neither an identifier nor the place nor what a notice is about speaks for a link of whatever tier."""
    if _same_id(a, b) or (a.version[0] and a.version[0] == b.version[0]):
        return False
    if a.kinds != b.kinds and _same_subject(a.subject, b.subject):
        return False
    ours, theirs = a.place, b.place
    return not (
        places.compare(ours.pages, theirs.pages) is _SAME and places.compare_volumes(ours, theirs) is _SAME
    )


def _same_id(a: Likeness, b: Likeness) -> bool:
    trial = a.registration or a.trial
    return bool(
        (a.doi and a.doi == b.doi)
        or (a.pmid and a.pmid == b.pmid)
        or (trial and trial == (b.registration or b.trial))
    )


def _same_subject(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    if len(short) < _SHORT_TITLE:
        return short == long
    return long.startswith(short) or bool(fuzz.ratio(short, long, score_cutoff=90))


def _placed(one: Likeness) -> bool:
    return bool(one.journal or one.place.volume or one.place.pages.first or one.doi or one.pmid)


def contradict(a: Likeness, b: Likeness) -> bool:
    """Whether they may never be one report, whatever links them to a third record."""
    same_id = bool((a.doi and a.doi == b.doi) or (a.pmid and a.pmid == b.pmid))
    pages = places.compare(a.place.pages, b.place.pages) is _OTHER
    volume = bool(a.place.volume and b.place.volume and a.place.volume != b.place.volume)
    years = abs(a.place.year - b.place.year) if a.place.year and b.place.year else 0
    return (
        (pages and volume)
        or (agreement(a.doi, b.doi) is _OTHER and (pages or volume))
        or agreement(a.pmid, b.pmid) is _OTHER
        or (years > 1 and not same_id and not (a.place.volume and a.place.volume == b.place.volume))
        or a.kinds != b.kinds
        or agreement(a.registration, b.registration) is _OTHER
        or (a.version != b.version and bool(a.version[0] and b.version[0]))
        or (pages and not (a.doi and a.doi == b.doi))
    )
