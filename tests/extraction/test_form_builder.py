import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from screening.audit.models import AuditEvent
from screening.extraction.field_plan import FieldPlan
from screening.extraction.form_builder import (
    add_field,
    change_field,
    create_form,
    create_form_from,
    move_field,
    new_version,
    publish_form,
    remove_field,
)
from screening.extraction.models import ExtractionForm, Field
from screening.reviews.models import Member

PLANS = [
    FieldPlan("Design", type="choice", choices=("Randomised", "Single-arm"), required=True),
    FieldPlan("Participants", type="number", unit="people"),
    FieldPlan("Dose"),
]


@pytest.fixture
def form(owen: Member) -> ExtractionForm:
    return create_form_from(by=owen, name="Characteristics", fields=PLANS)


def labels(form: ExtractionForm) -> list[str]:
    return [field.label for field in form.fields.all()]


def test_a_form_is_made_from_plans_in_their_order(form: ExtractionForm) -> None:
    assert labels(form) == ["Design", "Participants", "Dose"]
    design, participants, _ = form.fields.all()
    assert (design.key, design.choices, design.required) == ("design", ["Randomised", "Single-arm"], True)
    assert (participants.type, participants.unit) == ("number", "people")
    assert form.published_at is None


def test_two_fields_of_one_label_get_two_keys(owen: Member, form: ExtractionForm) -> None:
    again = add_field(by=owen, form=form, plan=FieldPlan("Dose"), edits=form.edits)
    assert again.key == "dose_2"


@pytest.mark.parametrize(
    ("plan", "attribute"),
    [
        (FieldPlan("  "), "label"),
        (FieldPlan("Design", type="essay"), "type"),
        (FieldPlan("Dose", unit="ml"), "unit"),
        (FieldPlan("Dose", choices=("a", "b")), "choices"),
        (FieldPlan("Design", type="choice", choices=("only",)), "choices"),
        (FieldPlan("Design", type="choice", choices=("a", "a")), "choices"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused_beside_what_is_wrong(
    owen: Member, form: ExtractionForm, plan: FieldPlan, attribute: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        add_field(by=owen, form=form, plan=plan, edits=form.edits)
    assert list(refusal.value.message_dict) == [attribute]
    assert labels(form) == ["Design", "Participants", "Dose"]


def test_fields_move_as_far_as_the_list_goes(owen: Member, form: ExtractionForm) -> None:
    dose = form.fields.get(key="dose")
    move_field(by=owen, field=dose, by_places=-1, edits=form.edits)
    assert labels(form) == ["Design", "Dose", "Participants"]
    form.refresh_from_db()
    move_field(by=owen, field=form.fields.get(key="design"), by_places=-1, edits=form.edits)
    assert labels(form) == ["Design", "Dose", "Participants"]


def test_a_changed_field_keeps_its_key(owen: Member, form: ExtractionForm) -> None:
    dose = form.fields.get(key="dose")
    change_field(
        by=owen, field=dose, plan=FieldPlan("Dose per joint", type="number", unit="ml"), edits=form.edits
    )
    dose = Field.objects.get(pk=dose.pk)
    assert (dose.key, dose.label, dose.unit) == ("dose", "Dose per joint", "ml")


def test_of_two_who_edit_one_draft_the_second_is_told(owen: Member, form: ExtractionForm) -> None:
    seen = form.edits
    add_field(by=owen, form=ExtractionForm.objects.get(pk=form.pk), plan=FieldPlan("Route"), edits=seen)
    with pytest.raises(ValidationError, match="Somebody else changed this form"):
        add_field(by=owen, form=form, plan=FieldPlan("Registry"), edits=seen)
    assert labels(form) == ["Design", "Participants", "Dose", "Route"]
    add_field(by=owen, form=form, plan=FieldPlan("Registry"), edits=form.edits)
    assert labels(form)[-1] == "Registry"


def test_a_published_form_never_changes(owen: Member, form: ExtractionForm) -> None:
    publish_form(by=owen, form=form, edits=form.edits)
    dose = form.fields.get(key="dose")
    for refused in (
        lambda: add_field(by=owen, form=form, plan=FieldPlan("Route"), edits=form.edits),
        lambda: change_field(by=owen, field=dose, plan=FieldPlan("Route"), edits=form.edits),
        lambda: remove_field(by=owen, field=dose, edits=form.edits),
        lambda: move_field(by=owen, field=dose, by_places=-1, edits=form.edits),
        lambda: publish_form(by=owen, form=form, edits=form.edits),
    ):
        with pytest.raises(ValidationError, match="published"):
            refused()
    assert labels(form) == ["Design", "Participants", "Dose"]


def test_an_empty_form_is_not_published(owen: Member) -> None:
    form = create_form(by=owen, name="Empty")
    with pytest.raises(ValidationError, match="at least one field"):
        publish_form(by=owen, form=form, edits=form.edits)


def test_a_new_version_starts_with_the_same_fields_and_leaves_the_old_alone(
    owen: Member, form: ExtractionForm
) -> None:
    publish_form(by=owen, form=form, edits=form.edits)
    draft = new_version(by=owen, form=form)
    assert (draft.version, labels(draft)) == (2, labels(form))
    remove_field(by=owen, field=draft.fields.get(key="dose"), edits=draft.edits)
    assert (labels(draft), labels(form)) == (["Design", "Participants"], ["Design", "Participants", "Dose"])
    with pytest.raises(ValidationError, match="Version 2 of this form is a draft already"):
        new_version(by=owen, form=form)


def test_a_name_is_given_once(owen: Member, form: ExtractionForm) -> None:
    for name in ("characteristics", "  "):
        with pytest.raises(ValidationError):
            create_form(by=owen, name=name)
    assert ExtractionForm.objects.count() == 1


def test_only_the_owner_builds_forms(ada: Member) -> None:
    with pytest.raises(PermissionDenied):
        create_form(by=ada, name="Mine")


def test_every_change_is_in_the_trail(owen: Member, form: ExtractionForm) -> None:
    publish_form(by=owen, form=form, edits=form.edits)
    kinds = AuditEvent.objects.filter(review_id=owen.review_id, kind__startswith="form.").values_list(
        "kind", flat=True
    )
    assert list(kinds) == ["form.created", "form.changed", "form.changed", "form.changed", "form.published"]
