import pytest

from screening.extraction.models import ExtractionForm
from screening.fulltexts.models import Study
from screening.protocol.models import ProtocolVersion
from screening.reviews.models import Member, Review
from tests.decisions.rows import make_protocol
from tests.extraction.rows import include_study, make_form


@pytest.fixture
def protocol(review: Review) -> ProtocolVersion:
    return make_protocol(review)


@pytest.fixture
def study(protocol: ProtocolVersion, ada: Member, grace: Member) -> Study:
    return include_study(ada, grace)


@pytest.fixture
def form(owen: Member) -> ExtractionForm:
    return make_form(owen)
