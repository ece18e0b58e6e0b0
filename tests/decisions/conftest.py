import pytest

from screening.decisions.queries import queue
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


@pytest.fixture
def titles(ada, review, protocol):
    """Titles in the order in which Ada sees them."""
    rows.make_reason(review, "Not low back pain")
    rows.make_reason(review, "Not clinical")
    for number in range(14):
        abstract = [{"label": "AIM", "text": "Exosomes in rats. " * 40}] if number % 2 else []
        rows.make_candidate(review, f"Citation {number}", abstract=abstract, pmid=str(number + 1))
    return [candidate.citation.title for candidate in queue(member=ada)]
