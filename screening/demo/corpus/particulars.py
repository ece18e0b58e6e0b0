"""Everything of a composed article but its texts: who, where, when, and how it was indexed."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any, Final

from screening.demo.corpus.article import MONTHS, Article, Issued, Journal, Person

SHARED: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "shared.toml").read_text("utf-8"))
JOURNALS: Final = [Journal(*row) for row in SHARED["journals"]["rows"]]
_FIRST, _DAYS = dt.date(2012, 1, 9), 4550  # entered from then to mid 2024
_STATUSES: Final = ("MEDLINE",) * 7 + ("PubMed-not-MEDLINE", "Publisher", "In-Process")


def about(topic: Mapping[str, Any], study: Mapping[str, Any], rng: Random) -> Article:
    """An article of the topic without title, abstract and identifiers."""
    # Later years have more articles, as in life.
    entered = _FIRST + dt.timedelta(days=int(_DAYS * max(rng.random(), rng.random())))
    status = rng.choice(_STATUSES)
    headings = topic["mesh"] if status == "MEDLINE" else []
    keywords = topic["keywords"]
    pages = rng.randint(1, 1800)
    return Article(
        pmid=0,
        title="",
        entered=entered,
        issued=_issued(entered, rng),
        people=_people(rng),
        journal=rng.choice(JOURNALS),
        volume=str(entered.year - 1990),
        issue=rng.choice(("", "1", "2", "3", "4", "Suppl 1", "9-10")),
        pages=rng.choice((f"{pages}-{str(pages + 9)[-2:]}", f"e{pages}")),
        types=tuple(rng.choice(study["types"]).split("; ")),
        mesh=tuple(h for n, h in enumerate(headings) if n < 2 or rng.random() < 0.8),
        keywords=tuple(rng.sample(keywords, rng.randint(3, len(keywords)))) if rng.random() < 0.7 else (),
        online=entered - dt.timedelta(days=rng.randint(1, 20)) if rng.random() < 0.5 else None,
        status=status,
    )


def _issued(entered: dt.date, rng: Random) -> Issued:
    """As precise as publishers are: a day, a month, a season, two months, or a year."""
    day = entered + dt.timedelta(days=rng.randint(0, 60))
    season = ("Winter", "Spring", "Summer", "Fall")[(day.month - 1) // 3]
    first = (day.month - 1) // 2 * 2
    ways = (
        Issued(day.year, day.month, day.day),
        Issued(day.year, day.month),
        Issued(day.year),
        Issued(day.year, season=season),
        Issued(free=f"{day.year} {MONTHS[first]}-{MONTHS[first + 1]}"),
    )
    return rng.choices(ways, weights=(30, 45, 12, 5, 8))[0]


def _people(rng: Random) -> tuple[Person, ...]:
    words = SHARED["people"]
    if rng.random() < 0.02:
        return ()
    named = [
        Person(
            family=family,
            given=rng.choice(words["given"]),
            suffix=rng.choice(words["suffixes"]) if rng.random() < 0.03 else "",
            affiliation=rng.choice(words["places"]) if rng.random() < 0.6 else "",
        )
        for family in rng.sample(words["families"], rng.randint(1, 8))
    ]
    if rng.random() < 0.05:
        named.append(Person(group=rng.choice(words["groups"])))
    return tuple(named)
