import pytest

from tests.decisions.rows import make_candidate, make_protocol, make_reason


@pytest.fixture
def protocol(review):
    return make_protocol(review)


@pytest.fixture
def candidates(review, protocol):
    return [make_candidate(review, f"Citation {number}") for number in range(4)]


@pytest.fixture
def reason(review):
    return make_reason(review, "Not low back pain")
