"""Synthetic PubMed records: a corpus to screen in the demonstration, and thousands for benchmarks."""

from screening.demo.corpus.bulk import bulk
from screening.demo.corpus.demo import demo_collection

__all__ = ["bulk", "demo_collection"]
