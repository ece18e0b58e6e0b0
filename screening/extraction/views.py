"""The table of characteristics, one study's answers, and the consensus."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from screening.extraction import operations
from screening.extraction.forms import Reopen
from screening.extraction.interests import check_study
from screening.extraction.models import ExtractionForm
from screening.extraction.queries import own_extraction, published_forms
from screening.extraction.settling_page import settling_page
from screening.extraction.study_page import StudyPage, form_of, study_page
from screening.extraction.table import table_of
from screening.fulltexts.models import Study
from screening.fulltexts.queries import included_studies
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@require_safe
@review_page(Permission.VIEW)
def table(request: HttpRequest, member: Member) -> HttpResponse:
    form = form_of(member=member, asked=request.GET.get("form", ""))
    page = {
        "form": form,
        "forms": published_forms(review=member.review),
        "table": table_of(member=member, form=form) if form else None,
        "studies": None if form else included_studies(review=member.review),
        **_rights(member),
    }
    return TemplateResponse(request, "extraction/table.html", page)


@require_safe
@review_page(Permission.VIEW)
def study(request: HttpRequest, member: Member, study_id: int) -> HttpResponse:
    form = form_of(member=member, asked=request.GET.get("form", ""))
    return _page(request, member, study_page(member=member, study=_study(member, study_id), form=form))


@require_POST
@review_page(Permission.EXTRACT)
def save(request: HttpRequest, member: Member, study_id: int, form_id: int) -> HttpResponse:
    """Save the draft; with ``then=complete`` also complete it. A draft is kept even if it cannot be completed."""
    study, form = _study(member, study_id), _form(member, form_id)
    posted = study_page(member=member, study=study, form=form, data=request.POST)
    if posted.sheet is None:
        messages.error(request, _why_closed(member, study))
        return _back(member, study, form)
    if not posted.sheet.is_valid():
        posted.sheet.errors = ["Nothing was saved yet: look at the fields marked below."]
        return _page(request, member, posted)
    shown, completing = posted, request.POST.get("then") == "complete"
    try:
        extraction = operations.save_extraction(
            by=member, study=study, form=form, answers=posted.sheet.answers(), edits=_seen(request)
        )
        shown = replace(posted, mine=extraction, carried_over=False)
        if completing:
            operations.complete_extraction(by=member, extraction=extraction)
    except ValidationError as refusal:
        posted.sheet.refuse(refusal)
        if shown is not posted:
            posted.sheet.errors = ["The draft is saved, but not complete: look at the fields marked below."]
        return _page(request, member, shown)
    done = "Your extraction is complete." if completing else "The draft is saved. Only you see it."
    messages.success(request, done)
    return _back(member, study, form)


@require_POST
@review_page(Permission.EXTRACT)
def reopen(request: HttpRequest, member: Member, study_id: int, form_id: int) -> HttpResponse:
    study, form = _study(member, study_id), _form(member, form_id)
    mine = own_extraction(member=member, study=study, form=form)
    reason = Reopen(request.POST)
    if mine is None or not reason.is_valid():
        messages.error(request, "Nothing was changed: say why you reopen it.")
        return _back(member, study, form)
    try:
        operations.reopen_extraction(by=member, extraction=mine, **reason.cleaned_data)
        messages.success(request, "Your extraction is a draft again.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return _back(member, study, form)


@require_http_methods(["GET", "POST"])
@review_page(Permission.SETTLE_EXTRACTIONS)
def settle(request: HttpRequest, member: Member, study_id: int, form_id: int) -> HttpResponse:
    study, form = _study(member, study_id), _form(member, form_id)
    data = request.POST if request.method == "POST" else None
    page = settling_page(member=member, study=study, form=form, data=data)
    if data is not None and page.sheet.is_valid():
        try:
            operations.settle(
                by=member, study=study, form=form, answers=page.sheet.answers(), edits=_seen(request)
            )
            messages.success(request, f"{study} is settled. What the extractors found is kept beside it.")
            return _back(member, study, form)
        except ValidationError as refusal:
            page.sheet.refuse(refusal)
    wrong = data is not None and (page.sheet.wrong or page.sheet.errors)
    return TemplateResponse(request, "extraction/settle.html", {"page": page}, status=422 if wrong else 200)


def _study(member: Member, study_id: int) -> Study:
    return get_object_or_404(Study, pk=study_id, review=member.review)


def _form(member: Member, form_id: int) -> ExtractionForm:
    return get_object_or_404(published_forms(review=member.review), pk=form_id)


def _why_closed(member: Member, study: Study) -> str:
    try:
        check_study(member, study)
    except ValidationError as barred:
        return barred.messages[0]
    return "This extraction is complete. Reopen it first, and say why."


def _seen(request: HttpRequest) -> int:
    """The ``edits`` the page was made from; none that fits where it is missing."""
    seen = request.POST.get("edits", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1


def _rights(member: Member) -> dict[str, bool]:
    return {
        "may_edit_forms": member.may(Permission.EDIT_FORMS),
        "may_extract": member.may(Permission.EXTRACT),
        "may_settle": member.may(Permission.SETTLE_EXTRACTIONS),
        "may_export": member.may(Permission.EXPORT),
    }


def _back(member: Member, study: Study, form: ExtractionForm) -> HttpResponse:
    address = redirect("extraction:study", member.review.slug, study.pk)
    address.headers["Location"] += f"?form={form.pk}"
    return address


def _page(request: HttpRequest, member: Member, page: StudyPage) -> HttpResponse:
    wrong = page.sheet is not None and (page.sheet.wrong or page.sheet.errors)
    shown = {"page": page, "reopen": Reopen(), **_rights(member)}
    return TemplateResponse(request, "extraction/study.html", shown, status=422 if wrong else 200)
