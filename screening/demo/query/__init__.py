"""A small PubMed: reads a query as PubMed would, and says what it made of it."""

from screening.demo.query.evaluation import Found, evaluate

__all__ = ["Found", "evaluate"]
