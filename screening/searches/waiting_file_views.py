"""One of the files that wait: read it in another manner, or throw it away."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import importing, waiting
from screening.searches.fileformat import FileRefused
from screening.searches.import_forms import ReadAs
from screening.searches.uploads import Upload
from screening.searches.waiting import GONE, Waiting


@require_POST
@review_page(Permission.RUN_SEARCHES)
def import_read(request: HttpRequest, member: Member, token: UUID, upload_id: UUID) -> HttpResponse:
    """The person knows better what a file is: show what it holds when read so."""
    batch, upload = waiting_file(member, token, upload_id)
    form = ReadAs(request.POST)
    if form.is_valid():
        before, manner = upload.look.manner, form.manner
        if manner.format_key in ("", before.format_key):
            manner = replace(manner, mapping=before.mapping, inside=before.inside)
        try:
            importing.read_again(by=member, batch=batch, manners={upload.path: manner})
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


def waiting_file(member: Member, token: UUID, upload_id: UUID) -> tuple[Waiting, Upload]:
    """One of the member's own waiting files. Raises ``Http404``."""
    batch = waiting.waiting(review_id=member.review_id, member_id=member.pk, token=token)
    upload = next((one for one in batch.uploads if one.pk == upload_id), None) if batch else None
    if batch is None or upload is None:
        raise Http404(GONE)
    return batch, upload
