"""Jobs to stand on, and a way to ask for one as an operation does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from screening.audit import trail
from screening.jobs.handlers import HANDLERS
from screening.jobs.models import Job
from screening.jobs.operations import enqueue
from screening.reviews.models import Member


def ask_for(by: Member, *, key: str = "key", kind: str = "count", **payload: Any) -> Job:
    with trail.follow(review_id=by.review_id, actor_id=by.user_id):
        return enqueue(by=by, kind=kind, title="Count to ten", key=key, payload=payload)


def one_job(by: Member, **fields: Any) -> Job:
    return Job.objects.create(
        **{"review": by.review, "by": by, "kind": "count", "title": "Count to ten", "key": "key"} | fields
    )


@contextmanager
def handling(handler: Callable[..., Any], kind: str = "count") -> Iterator[None]:
    HANDLERS[kind] = handler
    try:
        yield
    finally:
        del HANDLERS[kind]
