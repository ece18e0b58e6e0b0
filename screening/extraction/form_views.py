"""Extraction forms: the list of them, and the builder of one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from screening.extraction import form_builder
from screening.extraction.forms import Name, PlanForm
from screening.extraction.models import ExtractionForm, Field
from screening.extraction.sheet import Sheet
from screening.reviews.access import review_page
from screening.reviews.models import Member
from screening.reviews.permissions import Permission


@require_http_methods(["GET", "POST"])
@review_page(Permission.EDIT_FORMS)
def forms_page(request: HttpRequest, member: Member) -> HttpResponse:
    name = Name(request.POST or None)
    if name.is_valid():
        try:
            form = form_builder.create_form(by=member, **name.cleaned_data)
            return redirect("extraction:form", member.review.slug, form.pk)
        except ValidationError as refusal:
            name.add_error(None, refusal)
    forms = ExtractionForm.objects.filter(review=member.review).order_by("name", "-version")
    return TemplateResponse(request, "extraction/forms.html", {"forms": forms, "form": name})


@require_http_methods(["GET", "POST"])
@review_page(Permission.EDIT_FORMS)
def form(request: HttpRequest, member: Member, form_id: int) -> HttpResponse:
    """The builder: fields as they will be asked, and a place to add one."""
    form = _form(member, form_id)
    adding = PlanForm(request.POST or None)
    if adding.is_valid():
        try:
            added = form_builder.add_field(by=member, form=form, plan=adding.plan, edits=_seen(request))
            messages.success(request, f"Added: {added.label}.")
            return redirect("extraction:form", member.review.slug, form.pk)
        except ValidationError as refusal:
            adding.add_error(None, refusal)
            form.refresh_from_db()
    fields = list(form.fields.all())
    page = {"form": form, "fields": fields, "adding": adding, "preview": Sheet(fields, [])}
    return TemplateResponse(request, "extraction/form.html", page)


@require_http_methods(["GET", "POST"])
@review_page(Permission.EDIT_FORMS)
def field(request: HttpRequest, member: Member, field_id: int) -> HttpResponse:
    """Change one field of a draft."""
    field = _field(member, field_id)
    changing = PlanForm(request.POST) if request.method == "POST" else PlanForm.about(field)
    if changing.is_valid():
        try:
            form_builder.change_field(by=member, field=field, plan=changing.plan, edits=_seen(request))
            messages.success(request, f"Changed: {field.label}.")
            return redirect("extraction:form", member.review.slug, field.form_id)
        except ValidationError as refusal:
            changing.add_error(None, refusal)
    return TemplateResponse(request, "extraction/field.html", {"field": field, "changing": changing})


@require_POST
@review_page(Permission.EDIT_FORMS)
def move(request: HttpRequest, member: Member, field_id: int) -> HttpResponse:
    field = _field(member, field_id)
    places = -1 if request.POST.get("to") == "up" else 1
    try:
        form_builder.move_field(by=member, field=field, by_places=places, edits=_seen(request))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("extraction:form", member.review.slug, field.form_id)


@require_POST
@review_page(Permission.EDIT_FORMS)
def remove(request: HttpRequest, member: Member, field_id: int) -> HttpResponse:
    field = _field(member, field_id)
    try:
        form_builder.remove_field(by=member, field=field, edits=_seen(request))
        messages.success(request, f"Removed: {field.label}.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("extraction:form", member.review.slug, field.form_id)


@require_POST
@review_page(Permission.EDIT_FORMS)
def publish(request: HttpRequest, member: Member, form_id: int) -> HttpResponse:
    form = _form(member, form_id)
    try:
        form_builder.publish_form(by=member, form=form, edits=_seen(request))
        messages.success(request, f"{form} is published: it can be answered, and no longer changes.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("extraction:form", member.review.slug, form.pk)


@require_POST
@review_page(Permission.EDIT_FORMS)
def new_version(request: HttpRequest, member: Member, form_id: int) -> HttpResponse:
    form = _form(member, form_id)
    try:
        form = form_builder.new_version(by=member, form=form)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("extraction:form", member.review.slug, form.pk)


def _form(member: Member, form_id: int) -> ExtractionForm:
    return get_object_or_404(ExtractionForm, pk=form_id, review=member.review)


def _field(member: Member, field_id: int) -> Field:
    return get_object_or_404(Field.objects.select_related("form"), pk=field_id, review=member.review)


def _seen(request: HttpRequest) -> int:
    """The ``edits`` the page was made from; none that fits where it is missing."""
    seen = request.POST.get("edits", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1
