"""The stand-ins for PubMed and the other services, and citations that lack something."""

from tests.searches.conftest import ncbi, standin
from tests.searches.connectors.conftest import connect, limiter

__all__ = ["connect", "limiter", "ncbi", "standin"]
