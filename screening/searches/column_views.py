"""The page that asks which column of a table holds what."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import waiting
from screening.searches.assigning import FIELDS
from screening.searches.column_forms import Columns
from screening.searches.fileformat import FileRefused, Sample
from screening.searches.import_views import waiting_file
from screening.searches.looking import columns_of
from screening.searches.uploads import Upload


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def import_columns(request: HttpRequest, member: Member, token: UUID, upload_id: UUID) -> HttpResponse:
    """Columns with some of their cells and our guesses. ``?names=no``: the first row is a record already."""
    batch, upload = waiting_file(member, token, upload_id)
    preview = redirect("searches:import_preview", member.review.slug, token)
    names = request.GET.get("names") != "no"
    try:
        sample = _sample(upload, names=names)
    except FileRefused as refusal:
        messages.error(request, f"{refusal} There are no columns to choose from.")
        return preview
    manner = upload.look.manner
    form = Columns(request.POST or None, sample=sample, mapping=manner.mapping if names else None)
    if request.method == "POST" and ("by_names" in request.POST or form.is_valid()):
        mapping = {} if "by_names" in request.POST else form.mapping
        try:
            waiting.read_as(batch, upload, replace(manner, mapping=mapping))
        except FileRefused as refusal:
            form.add_error(None, f"{refusal} It is still read as before.")
        else:
            return preview
    page = {
        "batch": batch,
        "upload": upload,
        "form": form,
        "groups": list(FIELDS.items()),
        "names": names,
        "sample": sample,
    }
    return TemplateResponse(request, "searches/import_columns.html", page)


def _sample(upload: Upload, *, names: bool) -> Sample:
    with upload.place.open("rb") as file:
        return columns_of(file, upload.look.manner, names=names)
