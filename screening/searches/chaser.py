"""What a way of following citations looks like to the rest of the program: one module per database in ``chasers/``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from screening.lib.registry import Registry
from screening.searches.connector import Context


@dataclass(frozen=True, slots=True)
class SeedIds:
    """What a citation can be asked for by; ``number`` is the citation's."""

    number: int
    pmid: str = ""
    doi: str = ""

    def __str__(self) -> str:
        return f"citation {self.number} ({self.named})"

    @property
    def named(self) -> str:
        return f"PMID {self.pmid}" if self.pmid else f"DOI {self.doi}" if self.doi else "no PMID or DOI"


@dataclass(frozen=True, slots=True)
class Links:
    """What a database says about one seed.

    ``hits`` is how many records it counts, ``accessions`` are those it can name (none where it was only asked to
    count); ``known`` is false where it knows nothing of the seed.
    """

    seed: SeedIds
    hits: int = 0
    accessions: tuple[str, ...] = ()
    known: bool = True


class Chaser(Protocol):
    """One direction (similar, cited by, references) in one database. It is made with the database's connector.

    ``count`` and ``follow`` yield one ``Links`` for each seed that ``can`` be asked for, in any order, as the answers
    come. The accessions are those of the connector, which fetches them afterwards. Raises what a connector raises.
    """

    key: ClassVar[str]
    label: ClassVar[str]  # also the name of its source, so no comma or semicolon: PRISMA's CSV splits there
    connector: ClassVar[str]  # its key
    finds: ClassVar[str]  # what the records are to the seed, for people

    def can(self, seed: SeedIds) -> bool: ...

    def count(self, seeds: Sequence[SeedIds], context: Context) -> Iterator[Links]: ...

    def follow(self, seeds: Sequence[SeedIds], context: Context) -> Iterator[Links]: ...


CHASERS: Registry[Chaser] = Registry("screening.searches.chasers")
