"""Composes articles from a topic's phrases: the same ones every time, and no title twice."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from screening.demo.corpus import particulars
from screening.demo.corpus.article import Article, Part

_FOLDER: Final = Path(__file__).parent
_SECTIONS: Final = {"background": 3, "methods": 3, "results": 4, "conclusion": 1}  # most sentences of each
_LABELS: Final = (
    ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS"),
    ("OBJECTIVE", "MATERIALS AND METHODS", "RESULTS", "CONCLUSION"),
    ("INTRODUCTION", "PATIENTS AND METHODS", "FINDINGS", "INTERPRETATION"),
)

Topic = Mapping[str, Any]  # one file of topics/, or one study of it


@cache
def topics() -> dict[str, Topic]:
    """Every topic by its name."""
    files = sorted((_FOLDER / "topics").glob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in files}


def compose(name: str) -> Iterator[Article]:
    """The articles of one topic; PMID (0) and other identifiers are still to be given."""
    topic = topics()[name]
    taken: set[str] = set()
    foreign = topic.get("foreign", [])
    for number in range(topic["count"]):
        study = topic["study"][number % len(topic["study"])]
        title, words, rng = _untaken_title(name, topic, number, taken)
        about = particulars.about(topic, study, rng)
        article = replace(about, title=title, parts=_abstract(topic, study, words, rng), topic=name)
        yield _in_its_language(article, foreign[number]) if number < len(foreign) else article


def _untaken_title(
    name: str, topic: Topic, number: int, taken: set[str]
) -> tuple[str, dict[str, str], Random]:
    round_, which = divmod(number, len(topic["study"]))
    templates = topic["study"][which]["title"]
    for attempt in range(1000):
        rng = Random(f"{name} {number} {attempt}")  # noqa: S311 - the same corpus every time
        words = _words(topic["slots"], rng)
        title = templates[round_ % len(templates)].format_map(words)
        if title not in taken:
            taken.add(title)
            return title + ("" if title.endswith("?") else "."), words, rng
    raise ValueError(f"the topic {name} has too few words for {topic['count']} titles")


def _words(slots: Mapping[str, list[str]], rng: Random) -> dict[str, str]:
    """A word for every slot, and the same with a capital letter for the beginning of a sentence."""
    words = {slot: rng.choice(options) for slot, options in (particulars.SHARED["choices"] | slots).items()}
    for slot, (low, high) in particulars.SHARED["numbers"].items():
        words |= {slot: str(rng.randint(low, high)), f"{slot}2": str(rng.randint(low, high))}
    return words | {slot.capitalize(): word[0].upper() + word[1:] for slot, word in words.items()}


def _abstract(topic: Topic, study: Topic, words: Mapping[str, str], rng: Random) -> tuple[Part, ...]:
    if rng.random() < topic.get("without_abstract", 0.08):
        return ()
    texts = []
    for section, most in _SECTIONS.items():
        options = study.get(section) or topic[section]
        chosen = sorted(rng.sample(range(len(options)), min(most, len(options))))
        texts.append(" ".join(options[i].format_map(words) for i in chosen))
    if rng.random() < 0.45:
        return (Part(" ".join(texts)),)
    return tuple(Part(text, label) for text, label in zip(texts, rng.choice(_LABELS), strict=True))


def _in_its_language(article: Article, said: Mapping[str, str]) -> Article:
    """PubMed translates the title, in brackets, and keeps the original as VernacularTitle."""
    return replace(
        article,
        title=f"[{said['title']}].",
        vernacular_title=f"{said['vernacular']}.",
        languages=(said["language"],),
        types=("English Abstract", "Journal Article") if article.parts else ("Journal Article",),
    )
