import pytest

from screening.reviews.permissions import Role
from tests.casting import join
from tests.decisions import rows


@pytest.fixture
def protocol(review):
    return rows.make_protocol(review)


@pytest.fixture
def five(owen, ada, grace, judy):
    """Five who screen."""
    return [owen, ada, grace, judy, join(owen, "Rosa", Role.REVIEWER)]
