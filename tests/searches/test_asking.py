from __future__ import annotations

import pytest

from screening.reviews.models import Member
from screening.searches.asking import connector_of, context_for
from screening.searches.connector import CONNECTORS
from screening.searches.models import Source


@pytest.mark.parametrize("key", [plugin.key for plugin in CONNECTORS])
def test_a_key_of_ncbi_is_shown_to_nobody_else(owen: Member, key: str) -> None:
    owen.user.ncbi_api_key = "secret"
    context = context_for(owen, Source(review=owen.review, connector=key))
    assert context.api_key == ("secret" if key == "pubmed" else "")


@pytest.mark.parametrize("key", [plugin.key for plugin in CONNECTORS])
def test_every_connector_is_made_for_this_installation(key: str) -> None:
    assert connector_of(Source(connector=key)).key == key
