"""Building a form: fields come, change, move and go while it is a draft; published, it never changes again.

Every change names the ``edits`` it was based on, so that of two people who edit one draft the second is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from screening.audit import trail
from screening.audit.events import Event
from screening.extraction.field_plan import FieldPlan
from screening.extraction.models import ExtractionForm, Field
from screening.reviews.access import operation
from screening.reviews.models import Member, Review
from screening.reviews.permissions import Permission

COPIED = ("key", "label", "type", "unit", "choices", "required", "help", "position")


@operation(Permission.EDIT_FORMS)
def create_form(*, by: Member, name: str) -> ExtractionForm:
    """An empty draft. Raises ``ValidationError`` when the name is empty or taken."""
    name = name.strip()
    _one_at_a_time(by)
    if not name:
        raise ValidationError({"name": "Give the form a name."})
    if ExtractionForm.objects.filter(review=by.review, name__iexact=name).exists():
        raise ValidationError(
            {"name": f"There is a form “{name}” already: make a new version of it, or choose another name."}
        )
    form = ExtractionForm.objects.create(review=by.review, name=name)
    trail.record(Event.FORM_CREATED, form, version=form.version)
    return form


@operation(Permission.EDIT_FORMS)
def create_form_from(*, by: Member, name: str, fields: Sequence[FieldPlan]) -> ExtractionForm:
    """A draft with these fields in this order; ``publish_form`` makes it usable."""
    form = create_form(by=by, name=name)
    for plan in fields:
        add_field(by=by, form=form, plan=plan, edits=form.edits)
    return form


@operation(Permission.EDIT_FORMS)
def add_field(*, by: Member, form: ExtractionForm, plan: FieldPlan, edits: int) -> Field:
    """Put a field at the end. Raises ``ValidationError`` by attribute of the plan."""
    _check(plan)
    _claim(form, edits)
    last = form.fields.aggregate(last=Max("position"))["last"]
    field = Field(
        review=by.review, form=form, key=_free_key(form, plan), position=0 if last is None else last + 1
    )
    _fill(field, plan)
    trail.record(Event.FORM_CHANGED, form, field=field.pk, change="added")
    return field


@operation(Permission.EDIT_FORMS)
def change_field(*, by: Member, field: Field, plan: FieldPlan, edits: int) -> None:
    """Everything but the key, which answers in exports are named by."""
    _check(plan)
    _claim(field.form, edits)
    _fill(field, plan)
    trail.record(Event.FORM_CHANGED, field.form, field=field.pk, change="changed")


@operation(Permission.EDIT_FORMS)
def remove_field(*, by: Member, field: Field, edits: int) -> None:
    """A draft's field has no answers yet: those exist for published forms only."""
    _claim(field.form, edits)
    trail.record(Event.FORM_CHANGED, field.form, field=field.pk, change="removed")
    field.delete()


@operation(Permission.EDIT_FORMS)
def move_field(*, by: Member, field: Field, by_places: int, edits: int) -> None:
    """Up (negative) or down the list, as far as it goes."""
    _claim(field.form, edits)
    fields = list(field.form.fields.all())
    place = fields.index(field)
    fields.insert(max(0, place + by_places), fields.pop(place))
    for position, each in enumerate(fields):
        each.position = position
    Field.objects.bulk_update(fields, ["position"])
    trail.record(Event.FORM_CHANGED, field.form, field=field.pk, change="moved", by_places=by_places)


@operation(Permission.EDIT_FORMS)
def publish_form(*, by: Member, form: ExtractionForm, edits: int) -> None:
    """From now on people answer this version. Raises ``ValidationError`` for a form without fields."""
    if not form.fields.exists():
        raise ValidationError("Add at least one field first.")
    _claim(form, edits)
    form.published_at = timezone.now()
    form.save(update_fields=["published_at"])
    trail.record(Event.FORM_PUBLISHED, form, version=form.version)


@operation(Permission.EDIT_FORMS)
def new_version(*, by: Member, form: ExtractionForm) -> ExtractionForm:
    """A draft with the same fields. Raises ``ValidationError`` when there is one already."""
    _one_at_a_time(by)
    newest = ExtractionForm.objects.filter(review=by.review, name=form.name).latest("version")
    if newest.published_at is None:
        raise ValidationError(f"Version {newest.version} of this form is a draft already: change that one.")
    draft = ExtractionForm.objects.create(review=by.review, name=form.name, version=newest.version + 1)
    Field.objects.bulk_create(
        Field(review=by.review, form=draft, **{name: getattr(field, name) for name in COPIED})
        for field in newest.fields.all()
    )
    trail.record(Event.FORM_CREATED, draft, version=draft.version, copied_from=newest.pk)
    return draft


def _one_at_a_time(by: Member) -> None:
    """Two people, or one double click, must not begin the same form or version."""
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)


def _claim(form: ExtractionForm, edits: int) -> None:
    """Count one edit, or refuse: the form is published, or somebody else changed it since ``edits``."""
    claimed = ExtractionForm.objects.filter(pk=form.pk, edits=edits, published_at=None).update(
        edits=edits + 1
    )
    form.refresh_from_db(fields=["edits", "published_at"])
    if not claimed and form.published_at:
        raise ValidationError(
            "This version is published and no longer changes. Make a new version to change it."
        )
    if not claimed:
        raise ValidationError(
            "Somebody else changed this form while you were at it, so nothing was saved. What you entered is"
            " kept here: look at the fields as they are now, then save again."
        )


def _check(plan: FieldPlan) -> None:
    if problems := plan.problems():
        raise ValidationError(problems)


def _fill(field: Field, plan: FieldPlan) -> None:
    field.label, field.type, field.help = plan.label.strip(), plan.type, plan.help
    field.unit, field.choices, field.required = plan.unit, list(plan.choices), plan.required
    field.save()


def _free_key(form: ExtractionForm, plan: FieldPlan) -> str:
    base = (plan.key or slugify(plan.label).replace("-", "_") or "field")[:50]
    taken = set(form.fields.values_list("key", flat=True))
    return next(
        key for n in range(1, len(taken) + 2) if (key := base if n == 1 else f"{base}_{n}") not in taken
    )
