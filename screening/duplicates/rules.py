"""The rules, in order: the first that holds decides a pair. Each has a name, and a sentence for the person who asks.

Tiers: *merge* is certain; *ask* is for a person; *join* is certain only where no other report has the same title
(a record of Google Scholar has neither volume nor pages); *related* is another report of one study, or a notice, a
comment, a version of one; *apart* is none of these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from screening.duplicates.agreement import Agreement
from screening.duplicates.conditions import (
    against,
    doi_contradicted,
    hopeless,
    in_place,
    nothing_against,
    other_issue,
    other_words,
    same_spot,
    same_title,
    same_title_elsewhere,
    unclear_journal,
)
from screening.duplicates.evidence import Evidence
from screening.duplicates.people import Authorship

VERSION = 2  # raise it when a rule changes: reviews report by which rules their duplicates were found

_OTHER, _UNKNOWN, _SAME = Agreement
_BY_OTHERS, _BY_UNKNOWN, _BY_SOME, _BY_SAME = Authorship


class Tier(StrEnum):
    MERGE = "merge"
    JOIN = "join"
    ASK = "ask"
    RELATED = "related"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    tier: Tier
    sentence: str
    holds: Callable[[Evidence], bool]


M, J, A, R, N = Tier.MERGE, Tier.JOIN, Tier.ASK, Tier.RELATED, Tier.APART
RULES: tuple[Rule, ...] = (
    # registers
    Rule("one registration", M, "the same trial's register entry", lambda e: e.registration is _SAME and e.alike > 60),
    Rule("registration, other title", A, "the same registration under another title",
         lambda e: e.registration is _SAME),
    Rule("two registrations", N, "two trials", lambda e: e.registration is _OTHER),
    Rule("register entry", R, "a trial's register entry and a report of the trial",
         lambda e: e.one_registration and (e.trial is _SAME or e.alike > 90 or e.part)),
    Rule("register entry, other title", N, "a register entry of something else", lambda e: e.one_registration),
    Rule("two versions", R, "two versions of one Cochrane review", lambda e: e.version is _OTHER),
    # titles that have nothing in common
    Rule("another title in the same place", A, "the same authors, volume and page under another title",
         lambda e: hopeless(e) and same_spot(e)),
    Rule("nothing in common", N, "different titles", hopeless),
    # one of them announces itself as something else
    Rule("identifier of another kind", A, "one of them is a notice, comment, protocol or preprint, yet both have the"
         " same identifier and title", lambda e: not e.kinds and e.some_same_id and (e.alike >= 85 or e.part)),
    Rule("article or preprint", A, "the same title and authors; one is a preprint, the other says neither journal nor"
         " place", lambda e: e.preprint and e.people >= _BY_SOME and same_title(e) and e.near_years),
    Rule("kind cut off", A, "one title may be the beginning of the other, and so lack what announces its kind",
         lambda e: not e.kinds and e.part and e.people >= _BY_SOME and e.contradictions == 0 and e.cut),
    Rule("preprint", R, "a preprint and the article that followed it",
         lambda e: e.one_preprint and e.subject and e.people >= _BY_UNKNOWN),
    Rule("about it", R, "a notice, comment or protocol, and what it is about",
         lambda e: not e.kinds and e.subject and (e.people >= _BY_UNKNOWN or e.journal is _SAME)),
    Rule("another kind", N, "a notice, comment, protocol or preprint beside what it is about", lambda e: not e.kinds),
    Rule("same pages", M, "the same authors, journal, volume, first and last page; the titles differ a little",
         lambda e: e.range and e.alike >= 80 and e.volume is _SAME and e.years == 0 and e.journal is _SAME
         and e.people is _BY_SAME and not e.any_meeting and not e.generic and _OTHER not in (e.doi, e.pmid)),
    # other numbers or other words: in men, in women; Part I, Part II; 2019, 2020
    Rule("same DOI, other words", A, "the same DOI, but words of the title differ",
         lambda e: other_words(e) and e.doi is _SAME and e.alike >= 85 and e.numbers),
    Rule("same PMID, other words", A, "the same PMID, but words of the title differ",
         lambda e: other_words(e) and e.pmid is _SAME and e.alike >= 60),
    Rule("same place, other words", A, "the same page, but words or numbers of the title differ",
         lambda e: other_words(e) and e.pages is _SAME and (
             (e.alike >= 88 and e.volume >= _UNKNOWN and e.people >= _BY_SOME and e.journal >= _UNKNOWN)
             or (e.alike >= 80 and e.numbers and e.volume is _SAME and e.people >= _BY_UNKNOWN))),
    Rule("shortened title, other words", A, "one title may be the beginning of the other",
         lambda e: other_words(e) and e.part and e.people >= _BY_SOME and e.contradictions == 0),
    Rule("nearly one title", A, "nearly the same title by the same authors, and nothing contradicts",
         lambda e: other_words(e) and e.alike >= 93 and e.people is _BY_SAME and e.contradictions == 0
         and e.pages is _UNKNOWN),
    Rule("same spot, other title", A, "the same authors, volume and page; the titles differ",
         lambda e: other_words(e) and same_spot(e) and not (e.doi is _OTHER and e.pmid is _OTHER)),
    Rule("other words", N, "words or numbers of the title differ", other_words),
    # one identifier
    Rule("same PMID", M, "the same PMID and title",
         lambda e: e.pmid is _SAME and (e.alike >= 85 or e.part) and e.people >= _BY_UNKNOWN
         and e.contradictions - (e.volume is _OTHER) - (not e.near_years) <= 0),
    Rule("same PMID, contradicted", A, "the same PMID and title, but another field contradicts",
         lambda e: e.pmid is _SAME and (e.alike >= 85 or e.part) and e.people >= _BY_UNKNOWN),
    Rule("same DOI, contradicted", A, "the same DOI and title, but the place or the PMID contradicts",
         lambda e: e.doi is _SAME and same_title(e) and e.people >= _BY_UNKNOWN and doi_contradicted(e)),
    Rule("same DOI", M, "the same DOI and title",
         lambda e: e.doi is _SAME and same_title(e) and e.people >= _BY_UNKNOWN),
    Rule("same DOI only", A, "the same DOI, but title or authors differ", lambda e: e.doi is _SAME),
    # two PMIDs
    Rule("two PMIDs in one place", A, "the same title, page and journal under two PMIDs",
         lambda e: e.pmid is _OTHER and e.exact and e.pages is _SAME and e.volume >= _UNKNOWN
         and e.journal >= _UNKNOWN and e.people >= _BY_SOME),
    Rule("two PMIDs, one title", R, "the same title and authors in two places",
         lambda e: e.pmid is _OTHER and e.exact and e.people is _BY_SAME),
    Rule("two PMIDs", N, "two PMIDs", lambda e: e.pmid is _OTHER),
    Rule("unlike titles in one place", A, "the same authors, volume and page; the titles are little alike",
         lambda e: e.alike < 85 and not e.part and e.people is _BY_SAME and e.pages is _SAME and e.volume is _SAME),
    Rule("unlike titles", N, "the titles are little alike", lambda e: e.alike < 85 and not e.part),
    # one place
    Rule("other issue, asked", A, "the same title and page, but another issue",
         lambda e: other_issue(e) and e.exact),
    Rule("other issue", N, "another issue", other_issue),
    Rule("same place without subtitle", M, "the same volume, pages and authors; one lacks the subtitle",
         lambda e: e.place and e.last_page and e.volume is _SAME and e.part and e.people is _BY_SAME
         and e.doi is not _OTHER and e.journal >= _UNKNOWN and e.years == 0),
    Rule("same proceedings", M, "the same title in the same volume; neither names authors or pages",
         lambda e: e.without_authors and e.without_pages and e.exact and e.journal is _SAME and e.volume is _SAME
         and e.years == 0 and e.issue >= _UNKNOWN and e.doi is not _OTHER and not e.generic),
    Rule("same place, two DOIs", M, "the same title, authors, volume and first and last page; a publisher may register"
         " two DOIs", lambda e: in_place(e) and e.doi is _OTHER and e.exact and e.journal is _SAME and e.last_page
         and e.people is _BY_SAME and e.volume is _SAME and e.years == 0 and not e.any_meeting),
    Rule("same place, DOIs differ", A, "the same title, volume and page under two DOIs",
         lambda e: in_place(e) and e.doi is _OTHER),
    Rule("same place, authors in part", A, "the same volume and page, nearly the same title, some authors in common",
         lambda e: in_place(e) and e.people is _BY_SOME and not e.exact),
    Rule("same place", M, "the same title, authors, volume and page", in_place),
    Rule("same page, journal unclear", M, "the same title, authors, volume, first and last page; the journal's names"
         " are not alike", lambda e: unclear_journal(e) and e.last_page and e.years == 0),
    Rule("same page, journal unclear, asked", A, "the same title, authors, volume and page; the journals' names differ",
         unclear_journal),
    Rule("same place, no authors", M, "the same title, journal, volume and page; a side names no authors",
         lambda e: e.place and e.near_years and e.people is _BY_UNKNOWN and e.journal is _SAME and e.exact
         and e.doi is not _OTHER and not e.generic),
    # nothing contradicts, and a side lacks volume or pages
    Rule("same volume and issue", M, "the same title, authors, journal, volume and issue",
         lambda e: nothing_against(e) and e.volume is _SAME and e.years is None and e.issue is _SAME),
    Rule("same volume", M, "the same title, authors, journal, volume and year",
         lambda e: nothing_against(e) and e.volume is _SAME and e.years == 0),
    Rule("no place, meeting", A, "the same title, authors and journal; one may be the conference abstract",
         lambda e: nothing_against(e) and e.any_meeting),
    Rule("no place", J, "the same title, authors, journal and year, the only report with this title",
         lambda e: nothing_against(e) and e.years is not None),
    Rule("no place, no year", A, "the same title, authors and journal; a year is missing", nothing_against),
    Rule("same issue, year off", M, "the same title, authors, journal, volume and issue; the years differ",
         lambda e: e.exact and e.people is _BY_SAME and e.volume is _SAME and e.issue is _SAME and e.journal is _SAME
         and e.years is not None and e.years <= 3 and e.pages >= _UNKNOWN and e.doi is not _OTHER and not e.generic
         and e.long_title),
    Rule("same place, other authors", A, "the same title, journal and page, but other authors",
         lambda e: e.exact and e.place and e.people is _BY_OTHERS and e.journal is _SAME and e.near_years
         and not e.generic and e.doi is not _OTHER),
    # the same title in another place
    Rule("another report", R, "the same title and authors in another place",
         lambda e: same_title_elsewhere(e) and against(e) >= 2),
    Rule("generic title", N, "a title that many reports have", lambda e: same_title_elsewhere(e) and e.generic),
    Rule("one contradiction", A, "the same title and authors, but one field contradicts", same_title_elsewhere),
    Rule("same title", A, "the same title, and nothing contradicts",
         lambda e: e.exact and e.people >= _BY_UNKNOWN and e.contradictions == 0 and not e.generic),
    Rule("generic title, no place", A, "a title that many reports have, by the same authors in the same journal; a"
         " side says no more", lambda e: e.generic and e.exact and e.people >= _BY_SOME and e.contradictions == 0
         and e.pages is _UNKNOWN),
    Rule("generic title in one place", A, "a title that many reports have, in the same place",
         lambda e: e.generic and e.place and e.people >= _BY_SOME),
    Rule("generic titles", N, "titles that many reports have", lambda e: e.generic),
    Rule("misspelt title", M, "the same authors, journal, volume, issue and year; a word is misspelt",
         lambda e: e.words.misspelt and not e.words.added and e.volume is _SAME and e.issue is _SAME and e.years == 0
         and e.people is _BY_SAME and e.journal is _SAME and e.contradictions == 0 and e.long_title
         and e.pages >= _UNKNOWN),
    Rule("near title", A, "nearly the same title, authors in common, and nothing contradicts",
         lambda e: (e.alike >= 90 or e.part) and e.people >= _BY_SOME and e.contradictions == 0),
    Rule("near title, one contradiction", A, "nearly the same title by the same authors; one field contradicts",
         lambda e: e.alike >= 92 and e.people is _BY_SAME and e.contradictions <= 1 and e.pages >= _UNKNOWN),
    Rule("near title in one place", A, "nearly the same title and authors, the same volume and page; the journals'"
         " names are not alike", lambda e: (e.alike >= 90 or e.part) and e.people is _BY_SAME and e.pages is _SAME
         and e.volume is _SAME),
    Rule("unlike", N, "too little in common", lambda e: True),
)  # fmt: skip
APART = RULES[-1]
BY_NAME = {rule.name: rule for rule in RULES}


def decide(evidence: Evidence) -> Rule:
    return next(rule for rule in RULES if rule.holds(evidence))
