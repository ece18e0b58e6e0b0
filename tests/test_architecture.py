"""The rules of the house: those that linters know, and those that none does."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.urls import URLResolver, get_resolver

from reviewapp.lint import CHECKS, check
from screening.reviews.blinding import Judgement

ROOT = Path(settings.BASE_DIR)
SOURCES = sorted(path for path in (ROOT / "screening").rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST = {"screening": 300, "reviewapp": 300, "static": 300, "templates": 150, "tests": 330}  # lines

# Everybody's judgements, blinded or not: who may ask for them, and why nobody is shown them
UNBLINDED = {
    "decisions.allocation.leases._judged_by_holder": "whoever has voted holds nothing any more; never how they voted",
    "decisions.allocation.assigned._judged_by": "who takes over a seat takes over what was not judged from it",
    "decisions.discussion.comments.comments_on": "what was said of a citation merged into one whose votes are open",
    "decisions.amending.rule_changes._votes": "what other rules would change is derived from all votes, and blind",
    "decisions.discussion.telling.involved": "who hears of a discussion: whose votes it is about, and who wrote there",
    "decisions.outcomes.settling._standing": "the outcome follows from everybody's votes",
    "decisions.figures.first_votes.independent_votes": "figures over twenty completed candidates, a mark on open votes",
    "decisions.figures.team_progress._work": "totals of what is completed, and one's own; all for who may read pending",
    "decisions.figures.team_progress._voted_in": "how many conflicts each may settle, whose votes are all in",
    "decisions.operations._votes_there": "was it open when the vote was cast, what follows, is the key used already",
    "decisions.calibration.closing.close": "the newest vote of a round that ends",
    "decisions.calibration.closing.set_aside": "votes of a round that did not count are set aside",
    "decisions.calibration.finished.finished": "who has judged everything in an open round, never what",
    "decisions.calibration.operations._pool": "a round is drawn from those that nobody voted on",
    "decisions.calibration.results.results_of": "a closed round, shown to who took part and who may see votes",
    "decisions.barring.effects._withdraw": "a barred member's vote is withdrawn; nobody is told whether there was one",
    "duplicates.votes._standing": "votes of merged citations are pooled; nobody is shown them",
    "duplicates.votes.has_votes": "whether a merge has votes to carry; nobody is told",
    "duplicates.votes.take_back": "a merge is undone: what it added to votes is taken back",
}
# What goes into a page as it is, not escaped: only what this code wrote itself
UNESCAPED = {"reports/views.py": "the flow diagram's SVG, in which every text was escaped as it was drawn"}
# Changes that are no operations of their own but parts of one, or wrap one that is
PARTS_OF_OPERATIONS = {
    "decisions.operations.cast_vote", "decisions.operations.undo_vote", "fulltexts.operations.judge_report",
    "decisions.bulk.asking.vote_on_all", "decisions.bulk.batches.start", "decisions.discussion.comments.write_comment",
    "decisions.calibration.operations.say",
    "records.label_rounds.label_all", "records.label_rounds.undo",
    "records.label_rounds.undo_some", "searches.importing.read_again",
    "decisions.calibration.closing.close", "decisions.calibration.closing.close_if_complete",
    "decisions.holding.check_turn", "decisions.locked.lock", "decisions.amending.look_again_votes.keep_vote",
    "decisions.outcomes.settling.settle", "decisions.barring.effects.set_barred",
    "decisions.barring.effects.follow_merge",
    "decisions.barring.effects.follow_undone_merge", "duplicates.merging.move_together",
    "duplicates.operations.lock", "duplicates.votes.carry", "duplicates.votes.take_back",
    "fulltexts.follow_up.seek_report", "fulltexts.follow_up.found_study",
    "jobs.operations.enqueue",
}  # fmt: skip
WITHOUT_REVIEW = {
    "User",
    "StoredKey",
    "ReadingPreferences",
    "Review",
}  # people, what is theirs, and the review itself


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "screening").with_suffix("").parts)


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file, with the dotted name of the outermost function it stands in."""
    for statement in tree(path).body:
        name = f"{dotted(path)}.{getattr(statement, 'name', '')}"
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                yield name, node


def called(call: ast.Call) -> str:
    return ast.unparse(call.func)


@pytest.mark.parametrize("name", CHECKS)
def test_what_the_linters_know(name: str) -> None:
    failed, report = check(name)
    assert not failed, report


def test_everybodys_judgements_are_asked_for_only_where_allowed_and_with_a_reason() -> None:
    askers = set()
    for path in SOURCES:
        for name, call in calls(path):
            if called(call).endswith(".unblinded"):
                askers.add(name)
                [because] = call.keywords
                assert because.arg == "because", name
                assert isinstance(because.value, ast.Constant), f"{name}: write the reason where it is asked"
                assert len(because.value.value) > 20, name
    assert askers == set(UNBLINDED)


def test_only_the_blinding_and_the_models_reach_past_the_blindfold() -> None:
    for path in SOURCES:
        if path.name not in (
            "models.py",
            "label_models.py",
            "batch_models.py",
            "blinding.py",
        ):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Attribute) and node.attr in ("rows", "_rows"):
                    assert ast.unparse(node.value) not in (
                        "Vote",
                        "VoteBatch",
                        "Comment",
                        "Extraction",
                        "Labelling",
                    ), path


def test_queries_written_as_text_read_judgements_only_where_allowed() -> None:
    """Such text knows no blindfold. That of ``leases.py`` counts who has voted, never how; ``operations`` asks through
    ``unblinded``."""
    judgements = [model for model in apps.get_models() if issubclass(model, Judgement)]
    tables = {model._meta.db_table for model in judgements} | {"screening_lease"}
    assert len(tables) > 4
    named = re.compile(rf"\b({'|'.join(map(re.escape, tables))})\b")
    assert [dotted(path) for path in SOURCES if named.search(path.read_text())] == [
        "decisions.allocation.leases", "decisions.operations",
    ]  # fmt: skip


def test_leases_are_read_and_written_in_one_place() -> None:
    """Who holds a candidate is nobody's business: others may only count."""
    for path in SOURCES:
        if path.parent.name != "allocation" or path.name not in ("leases.py", "models.py"):
            names = {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
            assert "Lease" not in names, path


def test_only_the_trail_writes_the_trail() -> None:
    writes = re.compile(
        r"^(AuditEvent|ChainHead)(\.objects\.(create|bulk_create|get_or_create|update_or_create))?$"
    )
    for path in SOURCES:
        if dotted(path) != "audit.trail":
            for name, call in calls(path):
                assert not writes.match(called(call)), name
                assert not called(call).startswith("ChainHead.objects.select_for_update"), name


def test_every_change_by_a_member_is_an_operation() -> None:
    loose = set()
    for path in SOURCES:
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                by = [a for a in (*node.args.args, *node.args.kwonlyargs) if a.arg == "by" and a.annotation]
                guarded = any(ast.unparse(d).startswith("operation(") for d in node.decorator_list)
                if guarded:
                    assert not node.args.args, f"{node.name} takes keyword arguments only"
                    assert node.args.kwonlyargs[0].arg == "by", f"{node.name} takes by first"
                elif by and ast.unparse(by[0].annotation).startswith("Member"):
                    loose.add(f"{dotted(path)}.{node.name}")
    assert loose == PARTS_OF_OPERATIONS


def test_rows_are_locked_so_that_others_may_still_point_at_them() -> None:
    """PostgreSQL checks foreign keys at commit: a plain FOR UPDATE then deadlocks with whoever writes a row
    that points at the locked one and holds the trail's head."""
    for path in SOURCES:
        for name, call in calls(path):
            if called(call).endswith(".select_for_update"):
                assert any(keyword.arg == "no_key" for keyword in call.keywords), name


def models_of_slices() -> set[type[Model]]:
    found = set()
    for path in (ROOT / "screening").glob("*/**/*models.py"):
        module = importlib.import_module(f"screening.{dotted(path)}")
        found |= {
            value for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, Model) and not value._meta.abstract
            and value.__module__ == module.__name__
        }  # fmt: skip
    return found


def test_djangos_door_lists_every_model_of_every_slice() -> None:
    door = importlib.import_module("screening.models")
    ours = {model.__name__ for model in models_of_slices()}
    assert ours == set(door.__all__)
    assert door.__all__ == sorted(door.__all__)
    assert ours == {model.__name__ for model in apps.get_app_config("screening").get_models()}


def test_every_row_inside_a_review_says_in_which() -> None:
    for model in models_of_slices():
        columns = {field.attname for field in model._meta.concrete_fields}
        assert ("review_id" in columns) != (model.__name__ in WITHOUT_REVIEW), model


def test_nothing_is_put_into_a_page_unescaped() -> None:
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape\s+off", text), path
    for path in SOURCES:
        unescaped = [name for name, call in calls(path) if called(call) in ("mark_safe", "SafeString")]
        assert not unescaped or str(path.relative_to(ROOT / "screening")) in UNESCAPED, unescaped


@pytest.mark.parametrize(
    "inline",
    [
        r"<script(?![^>]*\ssrc=)",
        r"<style\b",
        r"\sstyle\s*=",
        r"\son(abort|blur|change|click|error|focus|input|key\w+|load|mouse\w+|pointer\w+|submit|toggle)\s*=",
        r"javascript:",
        r"\shx-on",
        r"\bjs:",
    ],
)
def test_no_template_carries_script_or_style_of_its_own(inline: str) -> None:
    for path in TEMPLATES:
        found = re.search(inline, path.read_text(encoding="utf-8"), re.IGNORECASE)
        assert not found, f"{path}: {found and found.group()}"


def test_nothing_is_loaded_from_elsewhere() -> None:
    for path in [*TEMPLATES, *(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(src=|@import|url\(|from )\s*["']?(https?:)?//""", text), path


def test_every_address_that_a_template_names_is_there() -> None:
    """``{% url … as … %}`` says nothing where there is none: what stands behind it would be missing for good."""
    known = set(addresses(get_resolver()))
    for path in TEMPLATES:
        for name in re.findall(r"""\{% url ['"]([\w:]+)""", path.read_text(encoding="utf-8")):
            assert name in known, f"{path}: {name}"


def addresses(resolver: URLResolver, within: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{within}{entry.namespace}:" if entry.namespace else within)
        elif entry.name:
            yield within + entry.name


def test_forms_that_change_something_carry_their_mark() -> None:
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.DOTALL):
            assert "csrf_token" in form or '_form.html"' in form or "_verdict" in form, (
                f"{path}: {form[:120]}"
            )


def test_no_file_is_too_long_to_be_read_in_one_go() -> None:
    for folder, longest in LONGEST.items():
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".js", ".css", ".html") and "migrations" not in path.parts:
                lines = len(path.read_text(encoding="utf-8").splitlines())
                assert lines <= longest, f"{path.relative_to(ROOT)}: {lines} lines"
