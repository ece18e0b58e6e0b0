"""What a searchable database looks like to the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from screening.lib.registry import Registry
from screening.records.description import Received
from screening.searches.strategies.fields import Field


class SearchRefused(Exception):
    """The source will not run this search, and trying again will not help. The message is for the person."""


class SearchInterrupted(Exception):
    """The source could not be reached in spite of retries; later it may. The message is for the person."""


class SearchCancelled(Exception):
    """The person asked to stop. What was received so far is kept."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the source says about a query before anything is fetched."""

    hits: int
    translation: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Records received together. ``missing`` names ids that were asked for and will not come."""

    records: tuple[Received, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, and how to stop: handed to a connector by the job.

    ``cancelled`` is polled at least once a second and raises nothing itself.
    ``say`` takes a short sentence for the progress bar. ``api_key`` and the ``token`` that goes with it are those
    of the connector's own service.
    """

    contact_email: str
    api_key: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    cancelled: Callable[[], bool] = lambda: False
    say: Callable[[str], None] = lambda sentence: None


class Connector(Protocol):
    """A database that can be searched over the network.

    A run has two steps, so that a killed worker resumes exactly: ``plan`` names every accession that the
    query finds (the job stores the list), ``fetch`` brings the records for a list of accessions.
    All methods raise ``SearchRefused``, ``SearchInterrupted`` or ``SearchCancelled``.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    kind: ClassVar[str]  # "database" or "register"
    raw_format: ClassVar[str]  # key of the file format that reads Received.raw
    services: ClassVar[tuple[str, ...]]  # whose keys it uses (accounts/service_keys.py): the key, its token
    needs_key: ClassVar[bool]  # without one it cannot be asked

    def preview(self, query: str, context: Context) -> Preview: ...

    def plan(self, query: str, context: Context, limit: int | None = None) -> tuple[Preview, list[str]]: ...

    def fetch(self, accessions: list[str], context: Context) -> Iterator[Batch]: ...


CONNECTORS: Registry[Connector] = Registry("screening.searches.connectors")


def fields_of(key: str) -> tuple[Field, ...]:
    """The fields that a strategy can be built from: a connector may name some in ``fields``."""
    return getattr(CONNECTORS[key], "fields", ()) if key in CONNECTORS else ()


__all__ = [
    "CONNECTORS",
    "Batch",
    "Connector",
    "Context",
    "Preview",
    "SearchCancelled",
    "SearchInterrupted",
    "SearchRefused",
    "fields_of",
]
