"""A local stand-in for NCBI's E-utilities: real HTTP, synthetic records, faults on demand.

It is for demonstration and tests, answers on the loopback interface only, and needs no Django.
"""

from screening.demo.eutils.backend import GOOD_KEY
from screening.demo.eutils.standin import StandIn

__all__ = ["GOOD_KEY", "StandIn"]
