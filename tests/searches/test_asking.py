from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from screening.accounts.service_keys import SERVICES
from screening.reviews.models import Member
from screening.searches.asking import connector_of, context_for, missing_key
from screening.searches.connector import CONNECTORS
from screening.searches.models import Run, Source
from screening.searches.operations import add_source, save_search
from screening.searches.runs import start_run
from tests.casting import store_key


@pytest.mark.parametrize("key", [plugin.key for plugin in CONNECTORS])
def test_a_key_is_shown_only_to_its_service(owen: Member, key: str) -> None:
    for service in SERVICES:
        store_key(owen.user, service, f"secret-of-{service}")
    context = context_for(owen, Source(review=owen.review, connector=key))
    of = {"pubmed": "ncbi", "scopus": "elsevier", "embase": "elsevier", "wos": "clarivate"}.get(key)
    assert context.api_key == (f"secret-of-{of}" if of else "")
    assert context.token == ("secret-of-elsevier_token" if of == "elsevier" else "")
    assert "secret" not in repr(context)


def test_a_token_goes_with_the_key_of_the_same_customer(owen: Member, settings: Any) -> None:
    settings.ELSEVIER_API_KEY, settings.ELSEVIER_INSTTOKEN = "key-of-all", "token-of-all"
    source = Source(review=owen.review, connector="scopus")
    context = context_for(owen, source)
    assert (context.api_key, context.token) == ("key-of-all", "token-of-all")
    store_key(owen.user, "elsevier", "own-key")
    context = context_for(owen, source)
    assert (context.api_key, context.token) == ("own-key", "")


@pytest.mark.parametrize("key", [plugin.key for plugin in CONNECTORS if plugin.needs_key])
def test_without_a_key_the_sentence_says_how_to_get_one(owen: Member, key: str) -> None:
    source = add_source(by=owen, name="Licensed", connector=key)
    search = save_search(by=owen, source=source, strategy="pain")
    service = SERVICES[CONNECTORS[key].services[0]]
    with pytest.raises(ValidationError, match=f"only with a key.*{service.label}.*{service.setting}"):
        start_run(by=owen, search=search)
    assert not Run.objects.exists()
    store_key(owen.user, service.name, "own-key")
    assert missing_key(owen, key) == ""
    assert start_run(by=owen, search=search)[0].state == "waiting"


@pytest.mark.parametrize("key", [plugin.key for plugin in CONNECTORS])
def test_every_connector_is_made_for_this_installation(key: str) -> None:
    assert connector_of(Source(connector=key)).key == key
