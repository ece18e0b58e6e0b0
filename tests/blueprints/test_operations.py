import pytest
from django.core.exceptions import ValidationError

from screening.audit.models import AuditEvent
from screening.audit.queries import verify
from screening.blueprints.blueprint import all_blueprints
from screening.blueprints.operations import start_review
from screening.extraction.models import ExtractionForm
from screening.protocol.models import ProtocolVersion
from screening.protocol.queries import criteria_for, draft_of, missing_before_freeze, reasons_of
from screening.reviews.models import Member, Review
from screening.searches.models import Search, Source
from tests.casting import make_user


def start(key: str) -> Member:
    return start_review(by=make_user("Owen"), slug="exosomes", title="Exosomes", blueprint_key=key)


@pytest.mark.django_db
@pytest.mark.parametrize("key", [plan.key for plan in all_blueprints()])
def test_every_blueprint_makes_a_whole_review(key: str) -> None:
    owner = start(key)
    assert owner.review.started_from == key
    assert draft_of(review=owner.review)
    assert Source.objects.filter(review=owner.review, connector="pubmed").count() == 1
    assert verify(review_id=owner.review_id).broken is None
    kinds = set(AuditEvent.objects.filter(review_id=owner.review_id).values_list("kind", flat=True))
    assert {"review.created", "member.added", "protocol.drafted", "source.added"} <= kinds


@pytest.mark.django_db
def test_guptas_review_says_what_the_paper_says_and_names_what_it_does_not() -> None:
    owner = start("gupta_2024")
    draft = draft_of(review=owner.review)
    assert draft is not None
    assert "10.7759/cureus.57539" in draft.notes
    assert "18 March 2024" in draft.limits
    assert draft.comparator == "Not reported in source."
    for unknown in ("how many people screened", "search string", "risk of bias", "duplicates"):
        assert unknown in draft.notes
    assert [c.code for c in criteria_for(version=draft, stage="title_abstract")] == ["I1", "E1", "E2", "E3"]
    assert [r.criterion_code for r in reasons_of(review=owner.review)] == ["E1", "E2", "E3", ""]
    assert missing_before_freeze(version=draft) == []
    sources = {s.name: s for s in Source.objects.filter(review=owner.review)}
    assert list(sources) == ["Scopus", "PubMed", "Web of Science", "Embase", "Google Scholar"]
    assert all(s.planned_terms == "exosomes; low back pain" for s in sources.values())
    assert sources["Google Scholar"].route == "other"
    search = Search.objects.get(review=owner.review)
    assert search.source == sources["PubMed"]
    assert search.notes.startswith("Reconstruction, not the paper's string")
    assert search.limits == "english[la] AND 1900/01/01:2024/03/18[edat]"


@pytest.mark.django_db
def test_guptas_table_becomes_a_form() -> None:
    owner = start("gupta_2024")
    form = ExtractionForm.objects.get(review=owner.review)
    labels = list(form.fields.values_list("key", flat=True))
    assert labels[:5] == ["design", "participants", "indication", "product", "dose"]
    assert {"route", "follow_up", "adverse_events", "registration", "funding", "conflicts"} <= set(labels)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "key"), [("exosomes", "no-such"), ("new", "blank"), ("Not A Slug", "blank")]
)
def test_what_cannot_be_started_leaves_nothing(slug: str, key: str) -> None:
    with pytest.raises(ValidationError):
        start_review(by=make_user("Owen"), slug=slug, title="Exosomes", blueprint_key=key)
    assert not Review.objects.exists()


@pytest.mark.django_db
def test_a_failure_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**given: object) -> None:
        raise ValidationError("no")

    monkeypatch.setattr("screening.blueprints.operations.add_source", refuse)
    with pytest.raises(ValidationError):
        start("gupta_2024")
    assert not Review.objects.exists()
    assert not ProtocolVersion.objects.exists()
    assert not AuditEvent.objects.exclude(review_id=0).exists()
