"""Everything somebody can ask: each address there is, and whatever the pages behind them offer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from screening.audit.events import Event
from screening.duplicates.models import Pair
from screening.exports.exporter import EXPORTERS
from screening.reports.boxes import BOXES
from screening.reviews.models import Member
from tests.blinding.scene import Scene
from tests.blinding.still import Stillness
from tests.casting import signed_in
from tests.test_access import ADDRESSES, address

HIDDEN_IN_TRAIL = (Event.VOTE_CAST, Event.CITATIONS_LABELLED, Event.OUTCOME_CHANGED, Event.EXTRACTION_SAVED)


@dataclass(frozen=True)
class Question:
    """One request. ``name`` is the address's, with the exporter's key where it is one of many."""

    name: str
    method: str
    where: str
    data: tuple[tuple[str, Any], ...] = ()
    pressed: str = ""  # the button of a form

    @property
    def likeness(self) -> tuple[Any, ...]:
        """The same for a form's question about each of many rows."""
        fields = tuple(name for name, _ in self.data)
        return (self.where,) if self.method == "get" else (self.name, fields, self.pressed)

    @property
    def is_only_looking(self) -> bool:
        return self.method == "get" or self.name.startswith("exports:")

    def __str__(self) -> str:
        return f"{self.name}: {self.method} {self.where} {dict(self.data) or ''}"


@dataclass(frozen=True)
class Answer:
    """All of it: what a browser gets, and how much work it was."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    queries: int


@dataclass
class Asker:
    """Somebody who asks, with everything undone after each question."""

    member: Member
    still: Stillness
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.headers = self.headers | {"cookie": signed_in(self.member).cookies.output(header="").strip()}
        self.first_numbering = self.numbering = self.still.numbering()
        assert self.ask(Question("accounts:account", "get", "/account/")).status == 200, "They are not let in"

    def ask(self, question: Question) -> Answer:
        self.still.begin()
        self.still.number_again_from(self.numbering)
        browser, work = Client(headers=self.headers), Counting()
        with transaction.atomic(), connection.execute_wrapper(work):
            given: dict[str, list[Any]] = {}
            for name, value in question.data:
                given.setdefault(name, []).append(value)
            answer = getattr(browser, question.method)(question.where, given)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        cookies = [  # without the time in a signature
            (f"cookie {name}", morsel.value.partition(":")[0]) for name, morsel in answer.cookies.items()
        ]
        headers = tuple(sorted([*answer.headers.items(), *cookies]))
        return Answer(answer.status_code, headers, body.decode(errors="replace"), work.queries)


class Counting:
    """Queries, without writing each of them down as Django's own counting does."""

    queries = 0

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        self.queries += 1
        return execute(*query)


def addresses(scene: Scene) -> Iterator[Question]:
    """Every address there is, with GET and an empty POST. A new argument without an example fails with its name."""
    for name in sorted(ADDRESSES):
        yield Question(name, "get", address(name, scene.examples))
        # a file that is imported or thrown away is so in all worlds: a token that leads to none
        yield Question(name, "post", address(name, scene.examples | {"token": UUID(int=0)}))


def further(scene: Scene) -> Iterator[Question]:
    """What no page offers as a link or a form: every box, every export, kinds of event, votes that are refused, and
    answers about duplicates."""
    for route, box in product(("dbr", "other"), BOXES):
        yield Question("reports:box", "get", reverse("reports:box", args=["exosomes", f"{route}.{box}"]))
    for exporter in EXPORTERS:
        where = reverse("exports:download", args=["exosomes", exporter.key])
        yield Question(f"exports:download {exporter.key}", "post", where)
    for kind in HIDDEN_IN_TRAIL:
        yield Question("reports:trail", "get", f"{address('reports:trail', scene.examples)}?kind={kind}")
    for refused in ({"verdict": "never"}, {"verdict": "maybe", "key": "x"}, {"reason": 10**9}):
        for name in ("decisions:vote", "fulltexts:judge"):
            data = {"key": UUID(int=1)} | refused
            yield Question(name, "post", address(name, scene.examples), tuple(data.items()))
    for candidate, verdict in product((scene.waiting[0], *scene.waiting[2:5]), ("include", "exclude")):
        # one more vote, and the number required is not reached: whatever the others' are
        data = {"key": UUID(int=3), "verdict": verdict, "note": "mine"}
        where = reverse("decisions:vote", args=["exosomes", candidate.pk])
        yield Question("decisions:vote", "post", where, tuple(data.items()))
    # merged with one that is decided, a vote would be one of those that are open: two that wait
    first, second = (candidate.citation_id for candidate in scene.waiting[:2])
    joined = {"other": second, "answer": "duplicate"}
    yield Question(
        "duplicates:join", "post", reverse("duplicates:join", args=["exosomes", first]), tuple(joined.items())
    )
    for said in (Pair.State.DUPLICATE, Pair.State.SEPARATE, Pair.State.RELATED):
        yield Question(
            "duplicates:answer", "post", address("duplicates:answer", scene.examples), (("answer", said),)
        )
