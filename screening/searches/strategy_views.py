"""The strategy for a source: write it, count its lines, look before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from screening.lib.word_diff import words
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission
from screening.searches import asking, counting, operations, peer_review, runs, versions
from screening.searches.models import Source
from screening.searches.strategies.expansion import parts
from screening.searches.strategies.fields import with_line
from screening.searches.strategies.slips import repaired, slips
from screening.searches.strategy_forms import AddLine, Strategy


@dataclass
class _Asked:
    """One request to the strategy's page: the form as it stands, and what the page says beside it."""

    request: HttpRequest
    member: Member
    source: Source
    form: Strategy
    adding: AddLine
    page: dict[str, Any] = field(default_factory=dict)


Answer = Callable[[_Asked], HttpResponse | None]


@require_http_methods(["GET", "POST"])
@review_page(Permission.RUN_SEARCHES)
def search(request: HttpRequest, member: Member, source_id: int) -> HttpResponse:
    """Write a strategy, see what the source says about it, and only then run it."""
    source = get_object_or_404(Source, pk=source_id, review=member.review, chaser="")
    asked = _posted(request, member, source) if request.method == "POST" else _opened(request, member, source)
    if request.method == "POST" and not asked.page and asked.form.is_valid():
        try:
            if elsewhere := _answer_to(request.POST, source)(asked):
                return elsewhere
        except ValidationError as refusal:
            asked.form.add_error("strategy", refusal.messages)
    read = asked.form.read
    page = {
        "form": asked.form,
        "adding": asked.adding,
        "source": source,
        "has_address": asking.contact_email(member.review),
        "missing_key": asking.missing_key(member, source.connector),
        "lines": counting.counted_parts(source=source, strategy=read) if source.connector else [],
        "idle": read.idle if source.connector and not read.faults else [],
        "faults": read.faults if source.connector and not asked.form.errors else [],
        "slips": slips(f"{read.text}\n{read.limits}") if source.connector else [],
        "last": versions.kept_strategies(source=source).first(),
        "reviews": peer_review.peer_reviews(source=source),
    }
    return TemplateResponse(request, "searches/search.html", page | asked.page)


def _opened(request: HttpRequest, member: Member, source: Source) -> _Asked:
    """The form with the strategy kept last, or with an earlier one to start from."""
    kept = versions.kept_strategies(source=source)
    earlier = kept.filter(pk=row_id(request.GET.get("from", ""))).first()
    last = earlier or kept.first()
    initial = {name: getattr(last, name) for name in versions.TEXTS} if last else {}
    planned = {"strategy": source.planned_terms} if source.connector else {}  # elsewhere others may be typed
    form = Strategy(initial=initial or planned, source=source)
    return _Asked(request, member, source, form, AddLine(source=source), {"earlier": earlier})


def _posted(request: HttpRequest, member: Member, source: Source) -> _Asked:
    """The form as sent; after “add” and “repair” with the text changed, and nothing else done."""
    data = request.POST.copy()
    page: dict[str, Any] = {}
    adding = AddLine(source=source, initial={"field": data.get("field"), "terms": data.get("terms")})
    before = str(data.get("strategy", ""))
    if "add" in data:
        adding = AddLine(data, source=source)
        page["added"] = adding.is_valid()
        if adding.is_valid():
            data["strategy"] = with_line(before.replace("\r\n", "\n"), adding.cleaned_data["line"])
            adding = AddLine(source=source, initial={"field": data["field"]})
    elif "repair" in data:
        for name in ("strategy", "limits"):
            data[name] = repaired(str(data.get(name, "")), str(data["repair"]))
        page["repaired"] = words(before, str(data["strategy"]))
    form = Strategy(data, source=source)
    return _Asked(request, member, source, form, adding, page)


def _answer_to(data: QueryDict, source: Source) -> Answer:
    answers: dict[str, Answer] = {"keep": _keep}
    if source.connector:
        answers = {"run": _run, "keep": _keep, "count": _count, "preview": _preview}
    return next((answer for name, answer in answers.items() if name in data), [*answers.values()][-1])


def _run(asked: _Asked) -> HttpResponse | None:
    """Only what was looked at; else it is looked at now."""
    if asked.request.POST["run"] != asked.form.fingerprint:
        asked.page["changed"] = True
        _preview(asked)
        return None
    kept = operations.save_search(by=asked.member, source=asked.source, **asked.form.texts)
    run, _ = runs.start_run(by=asked.member, search=kept, limit=asked.form.cleaned_data["limit"])
    return redirect("searches:run", asked.member.review.slug, run.pk)


def _keep(asked: _Asked) -> HttpResponse:
    operations.save_search(by=asked.member, source=asked.source, **asked.form.texts)
    messages.success(asked.request, "The strategy is kept as typed. Nothing was sent.")
    return redirect("searches:search", asked.member.review.slug, asked.source.pk)


def _count(asked: _Asked) -> None:
    """With htmx each line asks for its own count once the page is there; else the page waits for all."""
    if asked.request.htmx:  # type: ignore[attr-defined]
        asked.page["counting"] = True
    else:
        strategy = asked.form.read
        stopped = counting.count_all(member=asked.member, source=asked.source, strategy=strategy)
        asked.page["stopped"] = stopped


def _preview(asked: _Asked) -> None:
    query = asked.form.query
    asked.page |= {
        "preview": asking.preview(member=asked.member, source=asked.source, query=query),
        "sent": asked.form.read.sent,
    }


@require_POST
@review_page(Permission.RUN_SEARCHES)
def count_line(request: HttpRequest, member: Member, source_id: int) -> HttpResponse:
    """The row of one line, with its count."""
    source = get_object_or_404(Source.objects.exclude(connector=""), pk=source_id, review=member.review)
    form = Strategy(request.POST, source=source)
    found = parts(form.read) if form.is_valid() else []
    part = next((part for part in found if part.name == request.POST.get("line")), None)
    if part is None:
        page: dict[str, Any] = {"problem": "Not asked: there is no such line, or it cannot be read."}
    else:
        try:
            said = counting.count(member=member, source=source, query=part.query)
            page = {"line": counting.CountedPart(part, said)}
        except ValidationError as refusal:
            page = {"line": counting.CountedPart(part, None), "problem": " ".join(refusal.messages)}
    return TemplateResponse(request, "searches/_line.html", page)


def row_id(text: str) -> int:
    """0, which no row has, for what is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
