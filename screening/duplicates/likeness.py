"""A record as it is compared: every field in one spelling, unknown where the source says nothing."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import unquote

from screening.duplicates import journals, kinds, places, titles
from screening.duplicates.kinds import Kind
from screening.duplicates.people import People, people
from screening.duplicates.places import Place
from screening.duplicates.titles import Title
from screening.lib import identifiers
from screening.records.description import Description

_REGISTRATION = re.compile(  # of a trial: ClinicalTrials.gov, ISRCTN, ANZCTR, EU, China, Japan, Germany
    r"NCT ?\d{8}|ISRCTN ?\d{8}|ACTRN ?\d{14}|EUCTR ?[\d-]{14,}|ChiCTR[-\w]{8,}|(?:JPRN|UMIN|jRCT)[-\w]{6,}|DRKS ?\d{8}",
    re.I,
)
_REGISTER = re.compile(
    r"clinicaltrials\.gov|\bisrctn|\banzctr|\bictrp\b|trial (?:registry|register)|euctr", re.I
)
_PREPRINTS = re.compile(
    r"(?:med|bio|ar|psy|chem|soc)rxiv|research square|\bssrn\b|preprint|f1000research: awaiting", re.I
)
_PREPRINT_DOIS = tuple(
    f"10.{registrant}"
    for registrant in ("1101/", "21203/", "2139/ssrn", "31234/", "20944/", "48550/", "31219/", "26434/")
)
_OF_A_COCHRANE_REVIEW = re.compile(r"10\.1002/14651858\.(cd\d{6})(?:\.pub(\d+))?")
_REAL_YEARS = range(1000, 2200)
_FEWEST_DIGITS = 4  # of a PMID: databases fill the field with 0, 1 or 10 where they have none


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """``registration`` is set for a register's entry only; ``trial`` is a number that a report names as its own."""

    key: int
    title: Title
    subject: str
    kinds: frozenset[Kind]
    people: People
    place: Place
    journal: tuple[str, ...]
    issns: frozenset[str]
    doi: str
    pmid: str
    registration: str
    trial: str
    version: tuple[str, str]

    @property
    def said(self) -> tuple[object, ...]:
        """What it says, without its key: puts records in an order that knows nothing of who came first."""
        place = self.place
        spot = (place.year, place.volume, place.issue, place.pages.first, place.pages.last)
        names = (" ".join(self.journal), " ".join(sorted(self.people.families)), " ".join(sorted(self.kinds)))
        return self.title.squashed, *spot, self.doi, self.pmid, self.registration, self.trial, *names

    @property
    def order(self) -> tuple[object, ...]:
        return *self.said, self.key


def likeness(key: int, described: Description) -> Likeness:
    """``key`` names the record to whoever asks; keys are compared, so that the outcome knows no order of arrival."""
    title = described.title or described.vernacular_title
    pages = places.pages(described.pages)
    doi = _doi(described.doi)
    registration = _registration(described)
    kind = set(kinds.announced(title))
    supplement = places.is_supplement(described.volume, described.issue, pages)
    if registration:
        kind.add(Kind.REGISTER)
    if _PREPRINTS.search(described.journal) or doi.startswith(_PREPRINT_DOIS):
        kind.add(Kind.PREPRINT)
    read = titles.normalised(title)
    about = kinds.subject(title) if kind else ""
    return Likeness(
        key=key,
        title=read,
        subject=titles.normalised(about).squashed if about else read.squashed,
        kinds=frozenset(kind),
        people=people(described.authors),
        place=Place(
            described.year if described.year and described.year in _REAL_YEARS else 0,
            places.volume(described.volume),
            places.issue(described.issue),
            pages,
            supplement,
        ),
        journal=journals.words(described.journal or described.journal_abbreviation),
        issns=frozenset(described.issn),
        doi=doi,
        pmid=described.pmid if len(described.pmid) >= _FEWEST_DIGITS else "",
        registration=registration,
        trial=described.nct.upper(),
        version=_version(doi),
    )


def _doi(text: str) -> str:
    return identifiers.doi(unquote(html.unescape(text))) if text else ""


def _registration(described: Description) -> str:
    """The number of the trial whose register entry this is."""
    fields = (described.journal, described.pages, described.doi)
    found = next((found for text in fields if (found := _REGISTRATION.search(text))), None)
    if found:
        return re.sub(r"\s", "", found[0]).upper()
    is_entry = _REGISTER.search(described.journal) or any(
        "regist" in kind.lower() for kind in described.types
    )
    return described.nct.upper() if is_entry else ""


def _version(doi: str) -> tuple[str, str]:
    """A Cochrane review and which of its versions."""
    found = _OF_A_COCHRANE_REVIEW.search(doi)
    return (found[1], found[2] or "1") if found else ("", "")
