"""Export files come in: taken, and looked at before anything of them is imported."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import importing, queries, uploads, versions, waiting
from screening.searches.fileformat import FORMATS, FileRefused
from screening.searches.import_forms import DATABASES, PLATFORMS, Import
from screening.searches.models import Source
from screening.searches.strategy_views import row_id
from screening.searches.uploads import Upload


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
    if sum(map(_weight, files)) > importing.LOOKED_AT_ONCE:
        return [uploads.keep(**one) for one in given], []
    kept, refused = [], []
    for one in given:
        try:
            kept.append(uploads.store(**one, remembered=queries.mappings_of(review=member.review)))
        except FileRefused as refusal:
            refused.append((one["name"], str(refusal)))
    return kept, refused


def _weight(file: UploadedFile) -> int:
    head = file.read(2)
    file.seek(0)
    return uploads.weight(file.size or 0, head)
