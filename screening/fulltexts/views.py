"""The list of reports, and one report: seek its full text, read it, judge it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from screening.decisions.calibration.queries import own_progress
from screening.decisions.forms import OTHERS_VOTE, for_somebody_else
from screening.decisions.holding import hold
from screening.decisions.operations import undo_vote
from screening.fulltexts import forms, operations, queries, studies
from screening.fulltexts.desk import desk_of
from screening.fulltexts.filters import ReportFilter
from screening.fulltexts.models import FullTextFile, Report
from screening.fulltexts.pdf import location
from screening.protocol.models import Stage
from screening.reviews import refusals
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission

PAGE = 50
# An uploaded file is a stranger's: it may run nothing, load nothing and reach nothing of this site.
CAGE = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


@require_safe
@review_page(Permission.VIEW)
def list_reports(request: HttpRequest, member: Member) -> HttpResponse:
    found = ReportFilter(request.GET, queryset=queries.reports_for(member=member), member=member)
    now = hold(member=member, stage=Stage.FULL_TEXT)
    page = {
        "filter": found,
        "page": Paginator(found.qs, PAGE).get_page(request.GET.get("page")),
        "counts": queries.full_text_counts(member=member),
        "votes": member.may(Permission.SCREEN),
        "pilot": own_progress(member=member, stage=Stage.FULL_TEXT) if now.takes_part else None,
        "hold": now,
    }
    return TemplateResponse(request, "fulltexts/list.html", page)


@require_POST
@review_page(Permission.SCREEN)
def queue(request: HttpRequest, member: Member) -> HttpResponse:
    """Keep the next report for this member to judge, and open it."""
    return _next(request, member)


@require_safe
@review_page(Permission.VIEW)
def report(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    return _page(request, member, _found(member, report_id))


@require_POST
@review_page(Permission.SCREEN)
def judge(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    report = _found(member, report_id)
    form = forms.Judgement(request.POST, review=member.review)
    if for_somebody_else(request.POST):
        refusals.note(member=member, right=OTHERS_VOTE, what="fulltexts:judge")
    if not _done(form, operations.judge_report, by=member, report=report):
        return _page(request, member, report, judgement=form)
    messages.success(request, f"Saved: {form.cleaned_data['verdict']}, “{report.citation.title[:80]}”.")
    return _next(request, member)


@require_POST
@review_page(Permission.SCREEN)
def undo(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    report = _found(member, report_id)
    try:
        undo_vote(by=member, candidate=report.candidate, key=uuid4())
        messages.success(request, "Your vote is taken back. The report is in your queue again.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("fulltexts:report", member.review.slug, report.pk)


@require_POST
@review_page(Permission.RETRIEVE_REPORTS)
def retrieved(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    form = forms.Retrieved(request.POST, request.FILES)
    return _change(
        request, member, report_id, "retrieved", form, operations.mark_retrieved, "The full text is here."
    )


@require_POST
@review_page(Permission.RETRIEVE_REPORTS)
def not_retrieved(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    form, done = (
        forms.NotRetrieved(request.POST),
        "Signed as not retrieved. It can be reopened, with a reason.",
    )
    return _change(request, member, report_id, "not_retrieved", form, operations.mark_not_retrieved, done)


@require_POST
@review_page(Permission.RETRIEVE_REPORTS)
def reopen(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    form, done = forms.Reopen(request.POST), "The report is sought again. Files and votes are kept."
    return _change(request, member, report_id, "reopen", form, operations.reopen_retrieval, done)


@require_POST
@review_page(Permission.RETRIEVE_REPORTS)
def attempt(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    form = forms.Attempt(request.POST)
    return _change(
        request, member, report_id, "attempt", form, operations.record_attempt, "The attempt is noted."
    )


@require_POST
@review_page(Permission.EXTRACT)
def assign(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    form = forms.Assign(request.POST, review=member.review)
    done = "The report is moved. What was extracted stays with the study it was extracted for."
    return _change(request, member, report_id, "assign", form, studies.assign_report, done)


@require_POST
@review_page(Permission.EXTRACT)
def rename(request: HttpRequest, member: Member, report_id: int) -> HttpResponse:
    report = _found(member, report_id)
    if report.study is None:
        raise Http404
    form = forms.Rename(request.POST)
    if not _done(form, studies.rename_study, by=member, study=report.study):
        return _page(request, member, report, rename=form)
    messages.success(request, f"The study is now called “{report.study}”.")
    return redirect("fulltexts:report", member.review.slug, report.pk)


@require_safe
@review_page(Permission.VIEW)
def file(request: HttpRequest, member: Member, file_id: int) -> HttpResponseBase:
    """An uploaded PDF, for members only."""
    kept = get_object_or_404(FullTextFile, pk=file_id, review=member.review)
    path = location(kept.path)
    if not path.is_file():
        raise Http404(
            "This file is missing from the data folder. Restore it from a backup; its record is kept."
        )
    as_attachment = "download" in request.GET
    return FileResponse(
        path.open("rb"),
        as_attachment=as_attachment,
        filename=kept.name,
        content_type="application/pdf",
        headers=CAGE,
    )


def _found(member: Member, report_id: int) -> Report:
    return get_object_or_404(queries.reports_for(member=member), pk=report_id)


def _change(
    request: HttpRequest,
    member: Member,
    report_id: int,
    name: str,
    form: django_forms.Form,
    operation: Callable[..., object],
    done: str,
) -> HttpResponse:
    """Do it and come back to the report; or show the report with the form as filled in and what is wrong."""
    report = _found(member, report_id)
    if not _done(form, operation, by=member, report=report):
        return _page(request, member, report, **{name: form})
    messages.success(request, done)
    return redirect("fulltexts:report", member.review.slug, report.pk)


def _done(form: django_forms.Form, operation: Callable[..., object], **fixed: object) -> bool:
    """Run the operation with what the form holds; a refusal goes beside the field it is about."""
    if not form.is_valid():
        return False
    try:
        operation(**fixed, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def _next(request: HttpRequest, member: Member) -> HttpResponse:
    if report_id := queries.take_next(member=member):
        return redirect("fulltexts:report", member.review.slug, report_id)
    now = hold(member=member, stage=Stage.FULL_TEXT)
    if now.pilot and now.takes_part:
        messages.info(
            request,
            f"You have judged all of {now.pilot.in_words}. When everybody who takes part has, it is closed and shows"
            " where you agree. Nothing else is handed out to you until then.",
        )
    elif now.shut:
        messages.info(
            request, "Main screening is closed until a pilot round reaches the agreement that was set."
        )
    elif queries.to_judge(member=member).exists():
        messages.info(request, "Others are reading what is left. What they do not finish comes back here.")
    else:
        messages.info(request, "There is no full text left for you to judge now.")
    return redirect("fulltexts:list", member.review.slug)


def _page(request: HttpRequest, member: Member, report: Report, **bound: Any) -> HttpResponse:
    desk = desk_of(member=member, report=report)
    review = member.review
    empty = {
        "judgement": forms.Judgement(review=review),
        "retrieved": forms.Retrieved(),
        "not_retrieved": forms.NotRetrieved(),
        "reopen": forms.Reopen(),
        "attempt": forms.Attempt(),
        "assign": forms.Assign(review=review, initial={"study": report.study_id}),
        "rename": forms.Rename(initial={"label": report.study}),
    }
    page = {
        "desk": desk,
        "report": report,
        "citation": report.citation,
        "forms": {**empty, **bound},
        "pilot": own_progress(member=member, stage=Stage.FULL_TEXT),
        "bound": bound,
    }
    return TemplateResponse(request, "fulltexts/report.html", page, status=422 if bound else 200)
