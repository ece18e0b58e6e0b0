"""Export files come in: taken, looked at, and imported when a person has seen what is in them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import importing, queries, uploads, versions, waiting
from screening.searches.fileformat import FORMATS, FileRefused
from screening.searches.import_forms import DATABASES, PLATFORMS, About, Import, ReadAs
from screening.searches.looking import Manner
from screening.searches.models import Run, Source
from screening.searches.strategy_views import row_id
from screening.searches.uploads import Upload
from screening.searches.waiting import Waiting

LOOKED_AT_ONCE = 16 * 1024**2  # bytes; some seconds
GONE = "These files were imported or thrown away already."


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def import_file(request: HttpRequest, member: Member) -> HttpResponse:
    """Take files in, look at them, and show what they hold before anything is imported."""
    sources = Source.objects.filter(review=member.review, chaser="")
    only = sources.filter(pk=row_id(request.GET.get("source", ""))).first()
    kept = versions.kept_strategies(source=only).first() if only else None
    form = Import(
        request.POST or None,
        request.FILES or None,
        review=member.review,
        only=only,
        initial={name: getattr(kept, name) for name in versions.TEXTS} if kept else {},
    )
    if request.method == "POST" and form.is_valid():
        taken, refused = _taken(member, form)
        if taken:
            token = waiting.set_aside(
                review_id=member.review_id,
                member_id=member.pk,
                files=taken,
                about=form.about,
                refused=refused,
            )
            if any(upload.is_new for upload in taken):
                name = taken[0].name if len(taken) == 1 else f"{len(taken)} files"
                importing.start_looking(by=member, token=token, name=name)
            return redirect("searches:import_preview", member.review.slug, token)
        several = len(refused) > 1
        for name, reason in refused:
            form.add_error("file", f"{f'{name}: ' if several else ''}{reason} Nothing was kept.")
    page = {
        "form": form,
        "only": only,
        "kept": kept,
        "formats": list(FORMATS),
        "limit": settings.UPLOAD_LIMIT_MB,
        "databases": DATABASES,
        "platforms": PLATFORMS,
    }
    return TemplateResponse(request, "searches/import.html", page)


def _taken(member: Member, form: Import) -> tuple[list[Upload], list[tuple[str, str]]]:
    """The files, and those that were refused with the reason. Large ones are only kept: a job looks through them."""
    files = form.cleaned_data["file"]
    given = [
        {"review_id": member.review_id, "name": file.name, "chunks": file.chunks(), "manner": form.manner}
        for file in files
    ]
    if sum(file.size for file in files) > LOOKED_AT_ONCE:
        return [uploads.keep(**one) for one in given], []
    kept, refused = [], []
    for one in given:
        try:
            kept.append(uploads.store(**one, remembered=queries.mappings_of(review=member.review)))
        except FileRefused as refusal:
            refused.append((one["name"], str(refusal)))
    return kept, refused


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
def import_read(request: HttpRequest, member: Member, token: UUID, upload_id: UUID) -> HttpResponse:
    """The person knows better what a file is: show what it holds when read so."""
    batch, upload = waiting_file(member, token, upload_id)
    form = ReadAs(request.POST)
    if form.is_valid():
        manner = form.manner
        if manner.format_key in ("", upload.look.manner.format_key):
            manner = Manner(manner.format_key, manner.encoding, upload.look.manner.mapping)
        try:
            waiting.read_as(batch, upload, manner)
        except FileRefused as refusal:
            label = upload.summary.format_label if upload.summary else "a table"
            messages.error(request, f"{refusal} It is still read as {label}.")
    else:
        messages.error(request, "Choose one of the formats and encodings in the lists. Nothing was changed.")
    return redirect("searches:import_preview", member.review.slug, token)


@require_POST
@review_page(Permission.RUN_SEARCHES)
def import_drop(request: HttpRequest, member: Member, token: UUID, upload_id: UUID) -> HttpResponse:
    batch, upload = waiting_file(member, token, upload_id)
    left = waiting.drop(batch, upload)
    messages.info(request, f"{upload.name} was thrown away. Nothing of it was imported.")
    if left.uploads:
        return redirect("searches:import_preview", member.review.slug, token)
    return redirect("searches:list", member.review.slug)


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


def waiting_file(member: Member, token: UUID, upload_id: UUID) -> tuple[Waiting, Upload]:
    """One of the member's own waiting files. Raises ``Http404``."""
    batch = waiting.waiting(review_id=member.review_id, member_id=member.pk, token=token)
    upload = next((one for one in batch.uploads if one.pk == upload_id), None) if batch else None
    if batch is None or upload is None:
        raise Http404(GONE)
    return batch, upload


def _about(member: Member, batch: Waiting) -> About:
    about = About(batch.about, review=member.review)
    if not about.is_valid():  # its source went, or got a twin
        raise Http404(GONE)
    return about
