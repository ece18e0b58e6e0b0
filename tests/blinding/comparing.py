"""Where the worlds differ, and where they may."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.core import mail
from django.db import transaction

from screening.notices.mailing import send_due
from tests.blinding.asking import Answer, Asker, Question
from tests.blinding.scene import TOLD, Scene

World = Callable[[Scene], object]
# Where one can tell that somebody did something somewhere, and why that is all one learns. What she thinks, and
# of what, does not show there either: what is left of the answer when that is taken out must be the same.
TELLS_THAT_SOMETHING_HAPPENED = {
    "reports:trail": "events are numbered without gaps, so that a missing one shows: a hidden one leaves a gap",
    "reports:chain": "the chain is checked whole; its length is told",
    "exports:download trail_jsonl": "as the trail's page; what follows a hidden event has no hashes",
    "duplicates:join": "votes are carried to the citation that is kept: more queries, and nothing else",
    "duplicates:answer": "as duplicates:join",
}
NUMBERS = re.compile(
    r'"sequence": \d+|"(hash|previous)": "\w*"|class="num">\d+<|[\d,]+ events|\(length, \d+\)'
)


def told(asker: Asker, scene: Scene, world: World, questions: Iterable[Question]) -> list[Answer]:
    """What the asker is answered where ``world`` came to pass; and the letters that go out to everybody."""
    with undone():
        asker.still.number_again_from(
            asker.first_numbering
        )  # or the second world would count on from the first
        world(scene)
        asker.numbering = asker.still.numbering()
        answers = [asker.ask(question) for question in questions]
        mail.outbox.clear()
        send_due()
        letters = sorted(str(letter.message()) for letter in mail.outbox)
    return [*answers, Answer(0, (), "\n".join(letters), 0)]


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


LETTERS = Question("mail", "get", "")


def what_she_thinks(
    questions: Sequence[Question], one: Sequence[Answer], other: Sequence[Answer]
) -> list[str]:
    """Answers that depend on how Ada judged."""
    rows = zip([*questions, LETTERS], one, other, strict=True)
    return [
        f"{asked}: {first_difference(a, b)}" for asked, a, b in rows if a != b or TOLD in _unasked(asked, a)
    ]


def that_she_was_here(
    questions: Sequence[Question], one: Sequence[Answer], other: Sequence[Answer]
) -> list[str]:
    """Answers that depend on whether Ada judged, other than is allowed."""
    rows = zip([*questions, LETTERS], one, other, strict=True)
    return [
        f"{asked}: {first_difference(a, b)}"
        for asked, a, b in rows
        if a != b and (asked.name not in TELLS_THAT_SOMETHING_HAPPENED or _bare(asked, a) != _bare(asked, b))
    ]


def _bare(asked: Question, answer: Answer) -> Answer:
    """Without the numbers that tell that something happened; where votes are carried, without the work that is."""
    work = 0 if asked.name.startswith("duplicates:") else answer.queries
    headers = tuple((name, value) for name, value in answer.headers if name != "Content-Length")
    return replace(answer, body=NUMBERS.sub("", answer.body), headers=headers, queries=work)


def _unasked(asked: Question, answer: Answer) -> str:
    """The body; nothing of one that repeats the word because it was asked for it."""
    return "" if TOLD in str(asked) else answer.body


def first_difference(one: Answer, other: Answer) -> str:
    if one.status != other.status:
        return f"status {one.status} and {other.status}"
    if one.headers != other.headers:
        return f"headers {set(one.headers) ^ set(other.headers)}"
    if one.body != other.body:
        at = next((n for n, (a, b) in enumerate(zip(one.body, other.body, strict=False)) if a != b), 0)
        return f"…{one.body[max(0, at - 60) : at + 40]!r} and …{other.body[max(0, at - 60) : at + 40]!r}"
    return f"{one.queries} and {other.queries} queries" if one.queries != other.queries else "a note of hers"
