"""Everything somebody can ask: each address there is, and whatever the pages behind them offer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from uuid import UUID

import lxml.html
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from screening.audit.events import Event
from screening.duplicates.models import Pair
from screening.exports.exporter import EXPORTERS
from screening.reports.boxes import BOXES
from screening.reviews.models import Member
from tests.blinding.scene import TOLD, Scene
from tests.blinding.still import Stillness
from tests.casting import signed_in
from tests.test_access import ADDRESSES, address

HIDDEN_IN_TRAIL = (Event.VOTE_CAST, Event.CITATIONS_LABELLED, Event.OUTCOME_CHANGED, Event.EXTRACTION_SAVED)
TYPED = (TOLD, "Ada", "a citation that waits")  # into every field of a list's filter that takes words
ANYWHERE = "https://testserver"


@dataclass(frozen=True)
class Question:
    """One request. ``name`` is the address's, with the exporter's key where it is one of many."""

    name: str
    method: str
    where: str
    data: tuple[tuple[str, Any], ...] = ()

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
        self.numbering = self.still.numbering()
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
        cookies = [(f"cookie {name}", morsel.value) for name, morsel in answer.cookies.items()]
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
    for candidate, verdict in product(scene.waiting[:5], ("include", "exclude")):
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


def offered(asker: Asker, asked: list[Question]) -> Iterator[Question]:
    """What the pages offer: each link with a question in it, each value of each filter, each form as it stands."""
    known = {(question.method, question.where, question.data) for question in asked}
    for question in asked:
        if question.method != "get":
            continue
        answer = asker.ask(question)
        if answer.status != 200 or "text/html" not in dict(answer.headers).get("Content-Type", ""):
            continue
        page = lxml.html.document_fromstring(f"<html>{answer.body}")
        for found in (
            *_links(page, question.where),
            *_filters(page, question.where),
            *_forms(page, question.where),
        ):
            key = (found.method, found.where if found.method == "get" else found.name, found.data)
            if key not in known:
                known.add(key)
                yield found


def _links(page: Any, here: str) -> Iterator[Question]:
    for element in page.iter():
        for name in ("href", "hx-get"):
            where = element.get(name) if isinstance(element.tag, str) else None
            if where and "?" in where and (question := _question("get", urljoin(here, where))):
                yield question


def _filters(page: Any, here: str) -> Iterator[Question]:
    """Each value of each field of a form that asks, alone."""
    for form in page.forms:
        if form.method.lower() != "get":
            continue
        where = urljoin(here, form.action or "")
        for control in form.inputs:
            for value in _values(control):
                if question := _question(
                    "get", f"{where.partition('?')[0]}?{urlencode({control.name: value})}"
                ):
                    yield question


def _values(control: Any) -> list[str]:
    if control.name is None:
        return []
    if control.tag == "select":
        return [value for value in control.value_options if value]
    kind = control.get("type", "text")
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")]
    return list(TYPED) if kind in ("text", "search") else []


def _forms(page: Any, here: str) -> Iterator[Question]:
    """Each form that changes something, as it stands on the page, by each of its buttons."""
    for form in page.forms:
        if form.method.lower() != "post" or form.get("enctype"):
            continue
        filled = tuple(pair for pair in form.form_values() if pair[0] != "csrfmiddlewaretoken")
        inside = form.xpath(".//button[not(@type='button')]")
        outside = page.xpath("//button[@form=$id]", id=form.get("id") or "-")
        for button in [*inside, *outside] or [None]:
            pressed = (
                ((button.get("name"), button.get("value", "")),)
                if button is not None and button.get("name")
                else ()
            )
            target = (button is not None and button.get("formaction")) or form.action or here
            if question := _question("post", urljoin(here, target), filled + pressed):
                yield question


def _question(method: str, where: str, data: tuple[tuple[str, Any], ...] = ()) -> Question | None:
    there = urlsplit(where)
    if there.netloc:
        return None
    try:
        name = resolve(there.path).view_name
    except Resolver404:
        return None
    query = urlencode(sorted(parse_qsl(there.query, keep_blank_values=True)))
    return Question(name, method, f"{there.path}?{query}" if query else there.path, data)
