"""The page that asks which column of a table holds what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import importing, waiting
from screening.searches.assigning import FIELDS
from screening.searches.column_forms import Columns
from screening.searches.fileformat import FileRefused, Sample
from screening.searches.looking import Table, columns_of
from screening.searches.uploads import Upload
from screening.searches.waiting_file_views import waiting_file


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def import_columns(request: HttpRequest, member: Member, token: UUID, upload_id: UUID) -> HttpResponse:
    """Columns with some of their cells and our guesses. ``?table=2``: of the second kind of table in an archive;
    ``?names=no``: the first row is a record already."""
    batch, upload = waiting_file(member, token, upload_id)
    preview = redirect("searches:import_preview", member.review.slug, token)
    names = request.GET.get("names") != "no"
    table = _table(upload, request.GET.get("table", "1"))
    try:
        sample = _sample(upload, table, names=names)
    except FileRefused as refusal:
        messages.error(request, f"{refusal} There are no columns to choose from.")
        return preview
    form = Columns(request.POST or None, sample=sample, mapping=table.mapping if names and table else None)
    if request.method == "POST" and ("by_names" in request.POST or form.is_valid()):
        mapping = {} if "by_names" in request.POST else form.mapping
        manners = waiting.explained(batch, upload, table.columns, mapping) if table else {}
        try:
            importing.read_again(by=member, batch=batch, manners=manners)
        except FileRefused as refusal:
            form.add_error(None, f"{refusal} It is still read as before.")
        else:
            return preview
    page = {
        "batch": batch,
        "upload": upload,
        "table": table,
        "form": form,
        "groups": list(FIELDS.items()),
        "names": names,
        "sample": sample,
    }
    return TemplateResponse(request, "searches/import_columns.html", page)


def _table(upload: Upload, number: str) -> Table | None:
    """``None`` where the file is no table; a number that there is not is the first."""
    tables = upload.look.tables
    place = int(number) - 1 if number.isascii() and number.isdecimal() and len(number) < 6 else 0
    return tables[place] if 0 <= place < len(tables) else next(iter(tables), None)


def _sample(upload: Upload, table: Table | None, *, names: bool) -> Sample:
    with upload.place.open("rb") as file:
        return columns_of(file, upload.look.manner, names=names, columns=table.columns if table else "")
