"""The list of exports, and each as a download."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from screening.exports import operations
from screening.exports.citations import CitationExporter
from screening.exports.exporter import EXPORTERS, Exporter
from screening.exports.forms import ScopeForm
from screening.exports.scope import Scope
from screening.records.chips import chips_of, kept_of
from screening.records.filters import CitationFilter
from screening.records.models import Citation
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@require_safe
@review_page(Permission.VIEW)
def index(request: HttpRequest, member: Member) -> HttpResponse:
    """All files; with the filters of the citation list in the address, those of citations hold what it shows."""
    shown = kept_of(request.GET.dict())
    return _index(request, member, ScopeForm(initial={"shown": urlencode(shown)}))


@require_POST
@review_page(Permission.VIEW)
def download(request: HttpRequest, member: Member, key: str) -> HttpResponseBase:
    """A download leaves an event, so it is a POST."""
    if key not in EXPORTERS:
        raise Http404
    exporter = EXPORTERS[key]
    scope, shown = Scope.ALL, ""
    if issubclass(exporter, CitationExporter):
        form = ScopeForm(request.POST)
        if not form.is_valid():
            return _index(request, member, form, status=422)
        scope, shown = form.cleaned_data["scope"], form.cleaned_data["shown"]
    return StreamingHttpResponse(
        operations.export(by=member, key=key, scope=scope, shown=shown),
        content_type=exporter.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{_file_name(member.review.slug, exporter, scope)}"'
        },
    )


def _index(request: HttpRequest, member: Member, form: ScopeForm, status: int = 200) -> HttpResponse:
    allowed = [exporter for exporter in EXPORTERS if member.may(exporter.permission)]
    citations = [exporter for exporter in allowed if issubclass(exporter, CitationExporter)]
    others = [exporter for exporter in allowed if exporter not in citations]
    shown = dict(parse_qsl(str(form["shown"].value() or "")))
    narrowed = (
        chips_of(CitationFilter(shown, queryset=Citation.objects.none(), member=member), shown)
        if shown
        else []
    )
    context = {"form": form, "citations": citations, "exporters": others, "narrowed": narrowed}
    return TemplateResponse(request, "exports/index.html", context, status=status)


def _file_name(slug: str, exporter: type[Exporter], scope: Scope) -> str:
    parts = exporter.key.removesuffix(f"_{exporter.extension}"), "" if scope == Scope.ALL else scope.value
    named = "-".join(part.replace("_", "-") for part in (slug, *parts) if part)
    return f"{named}-{timezone.now():%Y%m%d}.{exporter.extension}"
