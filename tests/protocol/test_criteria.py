import pytest
from django.core.exceptions import ValidationError

from screening.protocol.criteria import add_criterion, change_criterion, move_criterion, remove_criterion
from screening.protocol.models import Criterion, ProtocolVersion
from screening.protocol.queries import criteria_for
from screening.reviews.models import Member
from tests.protocol.casting import make_draft

INCLUSION, EXCLUSION = Criterion.Kind.INCLUSION, Criterion.Kind.EXCLUSION


@pytest.fixture
def version(owen: Member) -> ProtocolVersion:
    return make_draft(owen)


def codes(version: ProtocolVersion, kind: Criterion.Kind) -> list[str]:
    return list(version.criteria.filter(kind=kind).values_list("code", flat=True))


def test_codes_are_given_in_turn_and_gaps_are_filled(owen: Member, version: ProtocolVersion) -> None:
    add_criterion(by=owen, version=version, kind=INCLUSION, text="Second")
    add_criterion(by=owen, version=version, kind=INCLUSION, text="Own", code=" PICO-1 ")
    assert codes(version, INCLUSION) == ["I1", "I2", "PICO-1"]
    remove_criterion(by=owen, criterion=version.criteria.get(code="I1"))
    add_criterion(by=owen, version=version, kind=INCLUSION, text="Again")
    assert codes(version, INCLUSION) == ["I2", "PICO-1", "I1"]


def test_a_criterion_moves_within_its_list_and_stops_at_its_ends(
    owen: Member, version: ProtocolVersion
) -> None:
    for text in ("Second", "Third"):
        add_criterion(by=owen, version=version, kind=INCLUSION, text=text)
    last = version.criteria.get(code="I3")
    move_criterion(by=owen, criterion=last, up=True)
    assert codes(version, INCLUSION) == ["I1", "I3", "I2"]
    move_criterion(by=owen, criterion=last, up=True)
    move_criterion(by=owen, criterion=last, up=True)
    assert codes(version, INCLUSION) == ["I3", "I1", "I2"]
    move_criterion(by=owen, criterion=version.criteria.get(code="I2"), up=False)
    assert codes(version, INCLUSION) == ["I3", "I1", "I2"]
    assert codes(version, EXCLUSION) == ["E1"]


def test_a_criterion_applies_where_it_says(owen: Member, version: ProtocolVersion) -> None:
    add_criterion(by=owen, version=version, kind=EXCLUSION, text="No full text data", at_title_abstract=False)
    assert [c.code for c in criteria_for(version=version, stage="title_abstract")] == ["I1", "E1"]
    assert [c.code for c in criteria_for(version=version, stage="full_text")] == ["I1", "E1", "E2"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": "   "}, "Write the criterion"),
        ({"code": "E1"}, "There is a criterion E1 already"),
        ({"at_title_abstract": False, "at_full_text": False}, "at least one stage"),
    ],
)
def test_a_wrong_criterion_is_refused(
    owen: Member, version: ProtocolVersion, wrong: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        add_criterion(by=owen, version=version, kind=INCLUSION, **{"text": "Fine"} | wrong)
    same = {"code": "I1", "text": "Fine", "facet": "", "at_title_abstract": True, "at_full_text": True}
    with pytest.raises(ValidationError, match=sentence):
        change_criterion(by=owen, criterion=version.criteria.get(code="I1"), **same | wrong)
    assert codes(version, INCLUSION) == ["I1"]
    assert version.criteria.get(code="I1").text == "Uses exosomes"
