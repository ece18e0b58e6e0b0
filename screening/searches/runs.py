"""A run's life: asked for, planned, resumed, ended. Its records come in through ``receiving``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from screening.audit import trail
from screening.audit.events import Event
from screening.jobs.models import Job
from screening.jobs.operations import enqueue
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission
from screening.searches.asking import query_for, require_contact_email, require_key
from screening.searches.connector import CONNECTORS, Preview
from screening.searches.models import Plan, Run, Search, Source
from screening.searches.operations import save_search
from screening.searches.telling import tell_end
from screening.searches.uploads import Upload

_UNFINISHED = (Run.State.INCOMPLETE, Run.State.CANCELLED, Run.State.FAILED)


class RunHasEnded(ValidationError):
    """The run is complete or was undone: what it brought stays as it is."""


@operation(Permission.RUN_SEARCHES)
def start_run(*, by: Member, search: Search, limit: int | None = None) -> tuple[Run, Job]:
    """Ask the source, in the background. While this search waits or runs, asking again is the same run.

    ``limit`` fetches only so many records. Raises ``ValidationError`` where the source cannot be asked.
    """
    source = search.source
    if source.connector not in CONNECTORS:
        raise ValidationError(f"{source} has no connector: export the records there and import the file.")
    if not search.strategy.strip():
        raise ValidationError({"strategy": "Write the strategy first."})
    require_contact_email(by.review)
    require_key(by, source)
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)  # two clicks at once are one run
    key = f"search:{search.pk}"
    run = _active_run(by, key) or Run.objects.create(
        review=by.review,
        search=search,
        source=source,
        by=by,
        limit=limit,
        query_sent=query_for(search),
        updates=_previous(search),
    )
    job = enqueue(by=by, kind="searches.run", title=f"Search {source}", key=key, payload={"run": run.pk})
    trail.record(
        Event.RUN_STARTED, run, search=search.pk, source=source.pk, limit=limit, updates=run.updates_id
    )
    return run, job


@operation(Permission.RUN_SEARCHES)
def start_import(
    *,
    by: Member,
    source: Source,
    upload: Upload,
    strategy: str = "",
    limits: str = "",
    notes: str = "",
    searched_on: date | None = None,
    hits: int | None = None,
    together: UUID | None = None,
) -> tuple[Run, Job]:
    """Read an export file, in the background. ``hits`` is what the database said it had found, for all files that
    are imported ``together``. How the file is read is kept with the run: reading it again gives the same records."""
    if upload.summary is None:
        raise ValidationError(upload.look.refused or f"{upload.name} was not looked through yet.")
    manner = upload.look.manner
    search = save_search(by=by, source=source, strategy=strategy, limits=limits, notes=notes)
    run = Run.objects.create(
        review=by.review,
        search=search,
        source=source,
        by=by,
        query_sent=search.strategy.strip(),  # whoever typed it there sent it so
        hits=hits,
        searched_on=searched_on,
        file_name=upload.name[:255],
        file_format=upload.format_key,
        file_sha256=upload.sha256,
        file_path=upload.path,
        file_encoding=manner.encoding,
        file_mapping=upload.look.mapping,
        file_columns=upload.look.columns,
        together=together,
    )
    job = enqueue(
        by=by,
        kind="searches.import",
        title=f"Import {upload.name}",
        key=f"import:{run.pk}",
        payload={"run": run.pk, "records": upload.records},
    )
    trail.record(
        Event.RUN_STARTED,
        run,
        search=search.pk,
        source=source.pk,
        format=upload.format_key,
        sha256=upload.sha256,
        **({"encoding": manner.encoding} if manner.encoding else {}),
        **_columns(upload),
    )
    return run, job


@operation(Permission.RUN_SEARCHES)
def plan_run(*, by: Member, run: Run, preview: Preview, accessions: Sequence[str]) -> None:
    """Keep what the source found: its count, translation and warnings, and every accession to ask for."""
    # a worker that fell silent and one that took over may both get here: the first list stands, for both
    plan, _ = Plan.objects.get_or_create(
        run=run, defaults={"review_id": run.review_id, "accessions": list(accessions)}
    )
    _change(
        run,
        state=Run.State.RUNNING,
        started_at=run.started_at or timezone.now(),
        hits=preview.hits,
        translation=preview.translation,
        warnings=list(preview.warnings),
        asked=len(plan.accessions),
        problem="",
        ended_at=None,
    )
    trail.record(Event.RUN_PLANNED, run, hits=preview.hits, planned=len(plan.accessions))


@operation(Permission.RUN_SEARCHES)
def resume_run(*, by: Member, run: Run) -> None:
    """Go on with a run that a worker left, a person stopped or the source broke off; also a file's first start."""
    _change(
        run, state=Run.State.RUNNING, started_at=run.started_at or timezone.now(), problem="", ended_at=None
    )
    trail.record(Event.RUN_RESUMED, run, received=run.received)


@operation(Permission.RUN_SEARCHES)
def end_run(
    *, by: Member, run: Run, state: Run.State, problem: str = "", missing: Sequence[str] = ()
) -> None:
    """Say how a run ended: ``problem`` is a sentence, ``missing`` the accessions that did not come."""
    _end(run, state, problem, missing)


@operation(Permission.RUN_SEARCHES)
def ask_again(*, by: Member, run: Run) -> Job:
    """Go on with a run that did not get everything, asking only for what is missing."""
    if run.withdrawn_at or run.is_import or run.state not in _UNFINISHED:
        raise ValidationError("There is nothing left to ask for in this run.")
    require_contact_email(by.review)
    require_key(by, run.source)
    return enqueue(
        by=by,
        kind="searches.run",
        title=f"Search {run.source}",
        key=f"search:{run.search_id}",
        payload={"run": run.pk},
    )


@operation(Permission.RUN_SEARCHES)
def look_for_duplicates(*, by: Member, run: Run, again: bool = False) -> Job:
    """Have the records that a run brought held against the others, in the background, by a slice above this one.

    ``again``: all of them, because a run that was undone counts again.
    """
    return enqueue(
        by=by,
        kind="duplicates.find",
        title="Look for duplicates",
        key=f"duplicates:{run.pk}",
        payload={"run": run.pk, "again": again},
    )


def _columns(upload: Upload) -> dict[str, object]:
    """For the trail: what somebody said of a table's columns, or of those in an archive by the first one's name."""
    said = [[one.name, one.mapping] for one in upload.look.tables if one.mapping]
    if upload.look.packed:
        return {"mappings": said} if said else {}
    return {"mapping": said[0][1]} if said else {}


def abandon_run(*, run: Run, problem: str) -> None:
    """End a run whose member may no longer run searches: nobody acts, so the trail names nobody."""
    with trail.follow(review_id=run.review_id, actor_id=None):
        _end(run, Run.State.INCOMPLETE if run.received else Run.State.FAILED, problem, ())


def _end(run: Run, state: Run.State, problem: str, missing: Sequence[str]) -> None:
    _change(run, state=state, problem=problem, missing=list(missing), ended_at=timezone.now())
    trail.record(Event.RUN_ENDED, run, state=state, received=run.received, missing=len(missing))
    if run.due_at:
        tell_end(run)


def _change(run: Run, **values: object) -> None:
    changed = (
        Run.objects.filter(pk=run.pk, withdrawn_at=None).exclude(state=Run.State.COMPLETE).update(**values)
    )
    if not changed:
        raise RunHasEnded("This run is complete, or was undone. Run the search again to look for more.")
    run.refresh_from_db(fields=[*values, "received"])


def _active_run(by: Member, key: str) -> Run | None:
    job = Job.objects.active().filter(review=by.review, key=key).first()
    return Run.objects.get(pk=job.payload["run"], review=by.review) if job else None


def _previous(search: Search) -> Run | None:
    """The run that a new run of the same search updates: the last one that found out what there is."""
    return search.runs.filter(withdrawn_at=None).exclude(asked=None).first()
