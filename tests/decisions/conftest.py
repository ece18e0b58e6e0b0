import pytest

from tests.decisions import rows


@pytest.fixture
def protocol(review):
    return rows.make_protocol(review)


@pytest.fixture
def candidate(review, protocol):
    return rows.make_candidate(review)


@pytest.fixture
def reason(review):
    return rows.make_reason(review, "Not low back pain")
