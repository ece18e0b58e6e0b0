"""What is wrong with XML, for people."""

from __future__ import annotations

from lxml import etree


def fault(error: etree.XMLSyntaxError) -> str:
    """As the parser says it, without its advice to programmers and the place, which a line number of ours tells."""
    return str(error.msg).partition(", use ")[0].partition(", line ")[0]
