"""The files of one export become runs of one search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError

from screening.jobs.models import Job
from screening.jobs.operations import enqueue
from screening.reviews.access import operation
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import waiting
from screening.searches.looking import Manner
from screening.searches.models import Run, Source
from screening.searches.operations import SourceFields, add_source, change_source
from screening.searches.runs import start_import
from screening.searches.uploads import Upload
from screening.searches.waiting import Waiting

LOOKED_AT_ONCE = 4 * 1024**2  # bytes to read; half a second, several on a busy machine


@operation(Permission.RUN_SEARCHES)
def start_looking(*, by: Member, token: UUID, name: str) -> Job:
    """Look through the member's waiting files in the background: large ones take longer than a page may."""
    return enqueue(
        by=by,
        kind="searches.look",
        title=f"Look through {name}",
        key=f"look:{token}",
        payload={"token": token.hex},
    )


def read_again(*, by: Member, batch: Waiting, manners: dict[str, Manner]) -> None:
    """Read waiting files in another manner: in the background where that takes longer than a page may.

    Raises ``FileRefused``; then all wait as before. What the job is refused for, it tells with the file.
    """
    files = [one for one in batch.uploads if one.path in manners]
    if sum(one.weight for one in files) <= LOOKED_AT_ONCE:
        waiting.read_as(batch, manners)
        return
    waiting.read_later(batch, manners)
    name = files[0].name if len(files) == 1 else f"{len(files)} files"
    start_looking(by=by, token=batch.token, name=name)


@operation(Permission.RUN_SEARCHES)
def start_imports(
    *,
    by: Member,
    uploads: Sequence[Upload],
    source: Source | None = None,
    new_source: SourceFields | None = None,
    platform: str = "",
    strategy: str = "",
    limits: str = "",
    notes: str = "",
    searched_on: date | None = None,
    hits: int | None = None,
    together: UUID | None = None,
) -> list[tuple[Run, Job]]:
    """Read all these files in the background, or none; a ``new_source`` is added on the way.

    ``platform`` completes a source that has none. Raises ``ValidationError`` for one that has another.
    """
    if source is None:
        source = add_source(by=by, **(new_source or {}))
    elif platform and source.platform != platform:
        if source.platform:
            raise ValidationError(f"{source} was searched on {source.platform}: add a source for {platform}.")
        change_source(by=by, source=source, platform=platform)
    return [
        start_import(
            by=by,
            source=source,
            upload=upload,
            strategy=strategy,
            limits=limits,
            notes=notes,
            searched_on=searched_on,
            hits=hits,
            together=together,
        )
        for upload in uploads
    ]
