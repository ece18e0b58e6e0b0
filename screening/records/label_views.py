"""Labels: the team's own words, what would happen before many citations are labelled, and undoing it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from screening.jobs.models import Job
from screening.records import label_rounds, labelling, labels, queries
from screening.records.chips import chips_of, kept_of
from screening.records.filters import CitationFilter
from screening.records.label_forms import LabelForm, Labels
from screening.records.label_models import Label
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@review_page(Permission.LABEL)
def list_labels(request: HttpRequest, member: Member) -> HttpResponse:
    """All labels; POST makes one."""
    form = LabelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = labelling.add_label(by=member, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"“{made}” can be put on citations now.")
            return redirect("records:labels", member.review.slug)
    return _labels(request, member, form)


@require_POST
@review_page(Permission.EDIT_PROTOCOL)
def change_label(request: HttpRequest, member: Member, label_id: int) -> HttpResponse:
    label = get_object_or_404(Label, pk=label_id, review=member.review)
    form = LabelForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([message for said in form.errors.values() for message in said])
        labelling.change_label(by=member, label=label, **form.cleaned_data)
        messages.success(request, f"It is “{label}” now, wherever it stands.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("records:labels", member.review.slug)


@require_POST
@review_page(Permission.EDIT_PROTOCOL)
def retire_label(request: HttpRequest, member: Member, label_id: int) -> HttpResponse:
    """Take it out of use, or bring it back."""
    label = get_object_or_404(Label, pk=label_id, review=member.review)
    if label.retired_at:
        labelling.restore_label(by=member, label=label)
        messages.success(request, f"“{label}” is in use again.")
    else:
        labelling.retire_label(by=member, label=label)
        messages.success(request, f"“{label}” is retired. What carries it keeps it.")
    return redirect("records:labels", member.review.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@review_page(Permission.LABEL)
def label(request: HttpRequest, member: Member) -> HttpResponse:
    """What would happen, and, sent as a form, doing it. The address says all: which label, which citations."""
    form = Labels(request.GET, member=member, chosen=request.GET.getlist("citation"))
    kept = kept_of(request.GET.dict())
    if not form.is_valid():
        messages.error(request, f"{form.sentence} Nothing was changed.")
        return redirect(_list(member, kept))
    which, do = form.cleaned_data["which"], form.cleaned_data["do"]
    found = CitationFilter(request.GET, queryset=queries.citations_of(member=member), member=member)
    citations = found.qs
    if form.cleaned_data["of"] == "chosen":
        citations = queries.citations_of(member=member).filter(pk__in=form.chosen)
    if request.method == "POST":
        key = uuid4()
        try:
            key = UUID(request.POST.get("key", ""))
            label_rounds.label_all(by=member, label=which, do=do, citations=citations, round_key=key)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(_list(member, kept))
        except ValueError:
            messages.error(request, "The form came without its key. Nothing was changed; try it again.")
            return redirect(_list(member, kept))
        return redirect(_list(member, kept | {"round": str(key)}))
    count, changing = label_rounds.would_change(member=member, label=which, do=do, citations=citations)
    context = {
        "label": which,
        "do": do,
        "count": count,
        "changing": changing,
        "chips": chips_of(found, request.GET.dict()) if form.cleaned_data["of"] == "found" else [],
        "some": queries.rows(
            member=member, ids=list(citations.order_by("-pk").values_list("pk", flat=True)[:5])
        ),
        "back": _list(member, kept),
        "key": uuid4(),
    }
    return TemplateResponse(request, "records/label.html", context)


@require_POST
@review_page(Permission.LABEL)
def undo(request: HttpRequest, member: Member, round_key: UUID) -> HttpResponse:
    if not label_rounds.rounds_of(member=member, key=round_key):
        raise Http404  # somebody else's, or nobody's
    back = QueryDict(request.POST.get("list", "")).dict()
    try:
        changed = label_rounds.undo(by=member, key=round_key)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if isinstance(changed, Job):
            return redirect(_list(member, back | {"round": str(round_key)}))
        messages.success(request, f"Undone: {changed:,} citations are labelled as before.")
    return redirect(_list(member, back))


def _labels(request: HttpRequest, member: Member, form: LabelForm) -> HttpResponse:
    context = {
        "form": form,
        "labels": [
            (label, LabelForm(instance=label, prefix=None)) for label in labels.counted(member=member)
        ],
        "rounds": label_rounds.rounds_of(member=member),
        "may_change": member.may(Permission.EDIT_PROTOCOL),
    }
    return TemplateResponse(request, "records/labels.html", context, status=422 if form.errors else 200)


def _list(member: Member, kept: dict[str, str]) -> str:
    address = QueryDict(mutable=True)
    address.update(kept)
    where = reverse("records:list", args=[member.review.slug])
    return f"{where}?{address.urlencode()}" if kept else where
