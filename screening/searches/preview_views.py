"""Files that wait: what is in them, then importing all of them or throwing them away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import importing, queries, waiting
from screening.searches.assigning import LABELS
from screening.searches.import_forms import About, ReadAs
from screening.searches.models import Run
from screening.searches.uploads import Upload
from screening.searches.waiting import GONE, Waiting


@require_safe
@review_page(Permission.RUN_SEARCHES)
def import_preview(request: HttpRequest, member: Member, token: UUID) -> HttpResponse:
    """What waiting files hold; once they are imported, how far their runs are."""
    batch = waiting.waiting(review_id=member.review_id, member_id=member.pk, token=token)
    if batch is None:
        return _runs(request, member, token)
    about = _about(member, batch)
    earlier = queries.earlier_imports(review=member.review, sha256={one.sha256 for one in batch.uploads})
    page = {
        "batch": batch,
        "job": queries.looking_job(review=member.review, token=token) if batch.new else None,
        "about": about.cleaned_data,
        "origin": about.origin,
        "files": [_shown(upload, earlier, batch) for upload in batch.uploads if not upload.is_new],
    }
    return TemplateResponse(request, "searches/import_preview.html", page)


def _shown(upload: Upload, earlier: dict[str, list[Run]], batch: Waiting) -> dict[str, Any]:
    manner = upload.look.manner
    initial = {"format": manner.format_key, "encoding": manner.encoding}
    twins = [other for other in batch.uploads if other.sha256 == upload.sha256]
    return {
        "upload": upload,
        "summary": upload.summary,
        "tables": [
            (table, [(column, LABELS.get(field, field)) for column, field in table.held])
            for table in upload.look.tables
        ],
        "earlier": earlier.get(upload.sha256, []),
        "twin": twins[0] if twins[0].path != upload.path else None,
        "read_as": ReadAs(initial=initial, auto_id=f"id_%s_{upload.pk.hex}"),
    }


def _runs(request: HttpRequest, member: Member, token: UUID) -> HttpResponse:
    runs = list(
        Run.objects.filter(review=member.review, together=token).select_related("source").order_by("pk")
    )
    if not runs:
        raise Http404(GONE)
    jobs = queries.jobs_of(runs=runs)
    page = {
        "runs": [(run, jobs.get(run.pk)) for run in runs],
        "received": sum(run.received for run in runs),
        "ended": all(run.has_ended for run in runs),
        "first": runs[0],
    }
    return TemplateResponse(request, "searches/import_runs.html", page)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def import_confirm(request: HttpRequest, member: Member, token: UUID) -> HttpResponse:
    batch = waiting.waiting(review_id=member.review_id, member_id=member.pk, token=token)
    here = redirect("searches:import_preview", member.review.slug, token)
    if batch is None and not Run.objects.filter(review=member.review, together=token).exists():
        raise Http404(GONE)
    if batch is None or not batch.uploads:
        return here  # after a second click it shows the runs
    told = _about(member, batch).told
    try:
        with waiting.confirmed(batch):
            started = importing.start_imports(by=member, uploads=batch.uploads, together=token, **told)
    except waiting.Gone:
        return here
    except ValidationError as refusal:
        messages.error(request, f"{' '.join(refusal.messages)} Nothing was imported.")
        return here
    return redirect("searches:run", member.review.slug, started[0][0].pk) if len(started) == 1 else here


@require_POST
@review_page(Permission.RUN_SEARCHES)
def import_cancel(request: HttpRequest, member: Member, token: UUID) -> HttpResponse:
    batch = waiting.waiting(review_id=member.review_id, member_id=member.pk, token=token)
    if batch is None:
        raise Http404(GONE)
    waiting.discard(batch)
    what = "The file was" if len(batch.uploads) == 1 else "The files were"
    messages.info(request, f"{what} thrown away. Nothing was imported.")
    return redirect("searches:list", member.review.slug)


def _about(member: Member, batch: Waiting) -> About:
    about = About(batch.about, review=member.review)
    if not about.is_valid():  # its source went, or got a twin
        raise Http404(GONE)
    return about
