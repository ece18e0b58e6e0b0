import pytest

from screening.fulltexts.models import Report
from screening.protocol.models import ExclusionReason, ProtocolVersion
from screening.reviews.models import Member, Review
from tests.decisions.rows import make_protocol, make_reason
from tests.fulltexts.rows import retrieve, seek


@pytest.fixture
def protocol(review: Review) -> ProtocolVersion:
    return make_protocol(review)


@pytest.fixture
def reason(review: Review) -> ExclusionReason:
    return make_reason(review, "Not low back pain")


@pytest.fixture
def sought(protocol: ProtocolVersion, ada: Member, grace: Member) -> Report:
    return seek(ada, grace)


@pytest.fixture
def here(protocol: ProtocolVersion, ada: Member, grace: Member) -> Report:
    """A report whose full text is here."""
    return retrieve(ada, grace)
