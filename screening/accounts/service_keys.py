"""The keys that other services give to people: what each is for, where it comes from, and what a key looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEY = re.compile(r"[!-~]{1,200}")  # it travels in a header


@dataclass(frozen=True, slots=True)
class Service:
    """``setting`` names the variable that holds the installation's own; ``source`` says how somebody gets one."""

    name: str
    label: str
    setting: str
    purpose: str
    source: str


SERVICES = {
    service.name: service
    for service in (
        Service(
            "ncbi",
            "NCBI API key",
            "NCBI_API_KEY",
            "Optional: raises PubMed's limit from 3 to 10 requests a second.",
            "It comes from the settings of an account at NCBI.",
        ),
        Service(
            "elsevier",
            "Elsevier API key",
            "ELSEVIER_API_KEY",
            "Searches Scopus, and Embase where Elsevier has opened it for the key.",
            "It comes from dev.elsevier.com, for people whose institution subscribes.",
        ),
        Service(
            "elsevier_token",
            "Elsevier institutional token",
            "ELSEVIER_INSTTOKEN",
            "Goes with the Elsevier key where this server stands outside the institution's network.",
            "Elsevier's support gives it to the institution.",
        ),
        Service(
            "clarivate",
            "Web of Science API key",
            "CLARIVATE_API_KEY",
            "Searches Web of Science through its Starter API.",
            "It comes from developer.clarivate.com, by subscribing to the Web of Science Starter API.",
        ),
    )
}


def is_key(text: str) -> bool:
    """Whether this can be a key at all: printable, without blanks."""
    return bool(_KEY.fullmatch(text))
