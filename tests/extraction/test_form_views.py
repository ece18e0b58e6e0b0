from django.urls import reverse

from screening.extraction.models import ExtractionForm
from screening.reviews.models import Member
from tests.casting import signed_in


def url(name: str, *args: object) -> str:
    return reverse(f"extraction:{name}", args=["exosomes", *args])


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_the_owner_builds_a_form_on_the_page(owen: Member) -> None:
    browser = signed_in(owen)
    browser.post(url("forms"), {"name": "Characteristics"})
    form = ExtractionForm.objects.get()
    builder = url("form", form.pk)
    browser.post(builder, {"edits": 0, "label": "Dose", "type": "short_text"})
    browser.post(builder, {"edits": 1, "label": "Design", "type": "choice", "choices": "Trial\n\n Cohort \n"})
    dose, design = form.fields.all()
    assert design.choices == ["Trial", "Cohort"]
    browser.post(url("move", design.pk), {"edits": 2, "to": "up"})
    browser.post(
        url("field", dose.pk), {"edits": 3, "label": "Dose per joint", "type": "number", "unit": "ml"}
    )
    assert [field.label for field in form.fields.all()] == ["Design", "Dose per joint"]
    page = text(browser.get(builder))
    assert "As extractors see it" in page
    assert "Dose per joint (ml)" in page
    browser.post(url("remove", design.pk), {"edits": 4})
    browser.post(url("publish", form.pk), {"edits": 5})
    form.refresh_from_db()
    assert form.published_at is not None
    browser.post(url("new_version", form.pk))
    assert ExtractionForm.objects.filter(published_at=None).get().version == 2
    assert "is a draft already" in text(browser.post(url("new_version", form.pk), follow=True))


def test_of_two_people_at_one_form_the_second_keeps_what_they_typed(owen: Member) -> None:
    browser = signed_in(owen)
    browser.post(url("forms"), {"name": "Characteristics"})
    form = ExtractionForm.objects.get()
    builder = url("form", form.pk)
    browser.post(builder, {"edits": 0, "label": "Dose", "type": "short_text"})
    late = browser.post(builder, {"edits": 0, "label": "Route of administration", "type": "short_text"})
    page = text(late)
    assert "Somebody else changed this form" in page
    assert "Route of administration" in page
    assert 'name="edits" value="1"' in page
    assert form.fields.count() == 1
    for name in ("remove", "move"):
        field = form.fields.get()
        assert "Somebody else" in text(browser.post(url(name, field.pk), {"edits": 0}, follow=True))


def test_a_field_that_makes_no_sense_is_refused_beside_what_is_wrong(owen: Member) -> None:
    browser = signed_in(owen)
    browser.post(url("forms"), {"name": "Characteristics"})
    builder = url("form", ExtractionForm.objects.get().pk)
    for posted, sentence in (
        ({"label": "Design", "type": "choice", "choices": "one"}, "at least two choices"),
        ({"label": "x" * 100_000, "type": "short_text"}, "at most 200 characters"),
        ({"label": "a\0b", "type": "short_text"}, "Null characters are not allowed"),
        ({"label": "Dose", "type": "essay"}, "Select a valid choice"),
    ):
        assert sentence in text(browser.post(builder, {"edits": 0, **posted}))
    assert "at least one field" in text(
        browser.post(url("publish", ExtractionForm.objects.get().pk), follow=True)
    )


def test_a_name_is_given_once(owen: Member) -> None:
    browser = signed_in(owen)
    assert "Most reviews begin" in text(browser.get(url("forms")))
    browser.post(url("forms"), {"name": "Characteristics"})
    assert "There is a form" in text(browser.post(url("forms"), {"name": "Characteristics"}))


def test_markup_in_a_label_is_text(owen: Member) -> None:
    browser = signed_in(owen)
    browser.post(url("forms"), {"name": "<script>alert(1)</script>"})
    form = ExtractionForm.objects.get()
    builder = url("form", form.pk)
    browser.post(
        builder, {"edits": 0, "label": "<script>alert(2)</script>", "type": "short_text", "help": "<b>x"}
    )
    page = text(browser.get(builder))
    assert "<script>alert" not in page
    assert "&lt;b&gt;x" in page
