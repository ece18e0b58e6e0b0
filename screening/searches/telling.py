"""Who hears how a scheduled run ended: the owners, and whoever set the schedule."""

from __future__ import annotations

from screening.notices.operations import tell
from screening.reviews.queries import owners
from screening.searches.models import Run, Schedule


def tell_end(run: Run) -> None:
    """Say what came or what went wrong; a run that found nothing new, or that a person stopped, is not news.

    Once per run and way of ending: one that is gone on with tells again what it brought.
    """
    kind, data = _news(run)
    if kind:
        key = f"run:{run.pk}:{run.state}"
        members = owners(review=run.review, also=run.by)
        tell(members=members, kind=kind, key=key, about=run.pk, source=str(run.source), **data)


def _news(run: Run) -> tuple[str, dict[str, str | int]]:
    run.refresh_from_db(fields=["new_citations"])
    if run.state in (Run.State.FAILED, Run.State.INCOMPLETE):
        return "search.failed", {"problem": run.problem}
    if run.state == Run.State.COMPLETE and run.new_citations:
        return "search.new_records", {"new": run.new_citations, "received": run.received}
    return "", {}


def tell_pause(schedule: Schedule, why: str) -> None:
    tell(
        members=owners(review=schedule.review, also=schedule.set_by),
        kind="search.paused",
        key=f"schedule:{schedule.pk}:{schedule.next_due_at}",
        about=schedule.search_id,
        source=str(schedule.search.source),
        problem=why,
    )
