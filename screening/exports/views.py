"""The list of exports, and each as a download."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from screening.exports import operations
from screening.exports.exporter import EXPORTERS
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@require_safe
@review_page(Permission.VIEW)
def index(request: HttpRequest, member: Member) -> HttpResponse:
    exporters = [exporter for exporter in EXPORTERS if member.may(exporter.permission)]
    return TemplateResponse(request, "exports/index.html", {"exporters": exporters})


@require_POST
@review_page(Permission.VIEW)
def download(request: HttpRequest, member: Member, key: str) -> StreamingHttpResponse:
    """A download leaves an event, so it is a POST."""
    if key not in EXPORTERS:
        raise Http404
    exporter = EXPORTERS[key]
    text = operations.export(by=member, key=key)
    name = f"{member.review.slug}-{key.replace('_', '-')}-{timezone.now():%Y%m%d}.{exporter.extension}"
    name = name.replace(f"-{exporter.extension}-", "-")
    return StreamingHttpResponse(
        (piece.encode() for piece in text),
        content_type=exporter.content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
