"""Pairs that are not looked at in full lose nothing by it."""

from __future__ import annotations

from itertools import combinations

from screening.duplicates import titles
from screening.duplicates.evidence import evidence, hold
from screening.duplicates.likeness import likeness
from screening.duplicates.rules import Tier, decide
from tests.duplicates.described import ARTICLE, article

TITLES = (
    ARTICLE["title"],
    "Exosomes of fat for chronic knee pain: a randomised trial",
    "Exosomes of the bone marrow for low back pain",
    "Erratum to: Exosomes of the bone marrow for chronic low back pain: a randomised trial",
    "Reply to: Exosomes of fat for chronic knee pain",
    "Editorial",
    "Physiotherapy after lumbar fusion",
)
SAID = (
    {},
    {"pages": "12", "volume": "9", "year": 2003, "authors": "Okafor, N."},
    {"journal": "medRxiv", "pages": "", "volume": "", "doi": "10.1101/2020.01.02.20016"},
    {"journal": "ClinicalTrials.gov", "pages": "NCT01234567", "volume": ""},
    {"journal": "Cochrane Database Syst Rev", "doi": "10.1002/14651858.CD012345.pub2"},
    {"journal": "Cochrane Database Syst Rev", "doi": "10.1002/14651858.CD012345.pub3", "year": 2019},
    {"pmid": "31234567", "pages": "364"},
)


def test_what_is_not_looked_at_in_full_every_rule_would_leave_apart() -> None:
    records = [article(title=title, **said) for title in TITLES for said in SAID]
    unheld = 0
    for a, b in combinations([likeness(key, said) for key, said in enumerate(records)], 2):
        if hold(a, b) is None:
            unheld += 1
            alike, part = titles.likeness(a.title, b.title), titles.is_part(a.title, b.title)
            decided = decide(evidence(a, b, alike=alike, part=part))
            assert decided.tier is Tier.APART, (decided.name, records[a.key], records[b.key])
    assert unheld > 40
