"""Citation chasing: asking a database about seeds, and what a run keeps of its answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from screening.reviews.models import Member
from screening.searches.asking import (
    LONGEST_PREVIEW,
    after,
    connector_of,
    context_for,
    require_contact_email,
)
from screening.searches.chaser import CHASERS, Chaser, Links, SeedIds
from screening.searches.connector import (
    Context,
    Preview,
    SearchCancelled,
    SearchInterrupted,
    SearchRefused,
)
from screening.searches.models import Run, Source

MOST_FOUND = 50_000  # links of one run: they are kept in one transaction, of two or three seconds


@dataclass(frozen=True, slots=True)
class Chase:
    """What a database named for all seeds: a run's plan, and which seed (by its citation) found what."""

    preview: Preview
    accessions: list[str]
    found: dict[int, tuple[str, ...]]


@dataclass(slots=True)
class Counted:
    """What one chaser would find: per seed (by its citation) what it counts. ``problem`` says why it counted nothing.

    ``unable`` are seeds it cannot be asked for, ``unknown`` those its database does not have; one in none of these
    was not counted in time.
    """

    chaser: type[Chaser]
    hits: dict[int, int] = field(default_factory=dict)
    unable: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)
    problem: str = ""

    @property
    def label(self) -> str:
        """For templates, which would call the class to make a chaser."""
        return self.chaser.label

    @property
    def total(self) -> int:
        """With every record once for each seed that finds it."""
        return sum(self.hits.values())

    def waiting(self, seeds: Sequence[SeedIds]) -> bool:
        """Whether some were not counted in time."""
        return any(seed.number not in self.hits.keys() | self.unable | self.unknown for seed in seeds)

    def cell(self, seed: SeedIds) -> tuple[int | None, str]:
        """The count for a seed, or a few words in its place."""
        if seed.number in self.hits:
            return self.hits[seed.number], ""
        if seed.number in self.unable:
            return None, "cannot be asked"
        return None, "not known there" if seed.number in self.unknown else "not counted"


def chaser_for(source: Source) -> Chaser:
    plugin: Any = CHASERS[source.chaser]  # the protocol says nothing of how a chaser is made
    chaser: Chaser = plugin(connector_of(source))
    return chaser


def count(*, member: Member, chasers: Sequence[type[Chaser]], seeds: Sequence[SeedIds]) -> list[Counted]:
    """Ask how many each would find, all at once and for ``LONGEST_PREVIEW`` seconds; nothing is fetched.

    Raises ``ValidationError`` where nobody can be asked.
    """
    require_contact_email(member.review)
    cancelled = after(LONGEST_PREVIEW)
    asked: list[tuple[Counted, Chaser, Context]] = []
    for plugin in chasers:
        source = Source(review=member.review, connector=plugin.connector, chaser=plugin.key)
        context = context_for(member, source, cancelled=cancelled)
        asked.append((Counted(plugin), chaser_for(source), context))
    with ThreadPoolExecutor(max_workers=max(1, len(asked))) as pool:  # they touch no database of ours
        return list(pool.map(lambda one: _counted(one[0], one[1], one[2], seeds), asked))


def _counted(counted: Counted, chaser: Chaser, context: Context, seeds: Sequence[SeedIds]) -> Counted:
    counted.unable = {seed.number for seed in seeds if not chaser.can(seed)}
    if len(counted.unable) == len(seeds):
        counted.problem = "No seed has an identifier that it goes by."
        return counted
    try:
        for links in chaser.count(seeds, context):
            if links.known:
                counted.hits[links.seed.number] = links.hits
            else:
                counted.unknown.add(links.seed.number)
    except SearchCancelled:
        if not counted.hits.keys() | counted.unknown:
            counted.problem = f"It did not answer within {LONGEST_PREVIEW:.0f} seconds."
    except (SearchRefused, SearchInterrupted) as trouble:
        counted.problem = str(trouble)
    return counted


def chase(*, run: Run, context: Context) -> Chase:
    """Ask the run's database for everything that it links to the run's seeds. Nothing is stored here."""
    chaser, seeds = chaser_for(run.source), seeds_of(run)
    answers: list[Links] = []
    named = 0
    for links in chaser.follow(seeds, context):
        answers.append(links)
        named += len(links.accessions)
        if named > MOST_FOUND:
            raise SearchRefused(
                f"{run.source} names more than {MOST_FOUND:,} records for these seeds. Choose fewer of them."
                " Nothing was fetched."
            )
        context.say(f"{run.source}: {named:,} named for {len(answers):,} of {len(seeds):,} seeds")
    unable = [seed for seed in seeds if not chaser.can(seed)]
    found = {links.seed.number: links.accessions for links in answers}
    accessions = list(dict.fromkeys(accession for some in found.values() for accession in some))
    return Chase(Preview(len(accessions), warnings=tuple(_gaps(answers, unable))), accessions, found)


def seeds_of(run: Run) -> list[SeedIds]:
    return [seed.ids for seed in run.search.seeds.all()]


def _gaps(answers: Sequence[Links], unable: Sequence[SeedIds]) -> Iterable[str]:
    """What was not followed, in sentences: a reader of the search must know."""
    unknown = [links.seed for links in answers if not links.known]
    unnamed = [links for links in answers if links.known and links.hits > len(links.accessions)]
    if unable:
        yield f"Not chased, for want of an identifier to ask by: {_listed(unable)}."
    if unknown:
        yield f"Not chased, for the database does not know them: {_listed(unknown)}."
    if unnamed:
        more = sum(links.hits - len(links.accessions) for links in unnamed)
        seeds = _listed([links.seed for links in unnamed])
        yield (
            f"{more:,} of the records counted have no entry of their own there, so they cannot be fetched; look for"
            f" them in the reference lists of {seeds}."
        )


def _listed(seeds: Sequence[SeedIds]) -> str:
    return ", ".join(map(str, seeds))
