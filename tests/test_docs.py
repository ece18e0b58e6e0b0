"""The documentation against the program: links, commands, roles, plug-ins, and the words on the screen."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from screening.blueprints.blueprint import all_blueprints
from screening.duplicates.rules import RULES
from screening.exports.exporter import EXPORTERS
from screening.reviews.permissions import GRANTS, Permission, Role
from screening.searches.chaser import CHASERS
from screening.searches.connector import CONNECTORS
from screening.searches.fileformat import FORMATS

ROOT = Path(settings.BASE_DIR)
GUIDE = ROOT / "docs/user-guide"
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("screening/**/README.md")]
TOLD = "\n".join(page.read_text() for page in (ROOT / "README.md", *GUIDE.glob("*.md")))
HANDED_OVER = {"test", "lint"}  # manage.py gives them to pytest and to the linters

LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")
COMMAND = re.compile(r"manage\.py ([a-z_]+)([^`\n]*)")
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}|<[^>]*>", re.DOTALL)
EXAMPLES = {
    "{{ source }}": "PubMed",
    "{{ version.number }}": "1",
    "{{ kind.label|lower }}": "include",
}  # what the guide shows in their place


def anchors(page: Path) -> set[str]:
    """The headings of a page as addresses, in the way GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for path, anchor in LINK.findall(page.read_text()):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


def test_the_index_leads_to_every_page_of_the_guide() -> None:
    linked = {path for path, _ in LINK.findall((GUIDE / "README.md").read_text())}
    assert {page.name for page in GUIDE.glob("*.md")} - linked == {"README.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_exist_with_their_options(page: Path) -> None:
    for name, rest in COMMAND.findall(page.read_text()):
        if name in HANDED_OVER:
            continue
        assert name in get_commands(), name
        known = load_command_class(get_commands()[name], name).create_parser("manage.py", name).format_help()
        for option in re.findall(r"--[a-z-]+", rest):
            assert re.search(rf"{option}\b", known), f"{name} {option}"


def test_every_command_of_ours_is_in_the_readme() -> None:
    ours = {name for name, app in get_commands().items() if app == "screening"}
    assert ours == {name for name, _ in COMMAND.findall((ROOT / "README.md").read_text())} - HANDED_OVER


def test_the_table_of_roles_is_the_one_that_holds() -> None:
    rows = re.findall(r"^\|(.+)\|$", (GUIDE / "team.md").read_text(), re.MULTILINE)
    head, _, *lines = [[cell.strip() for cell in row.split("|")] for row in rows]
    roles = [next(role for role in Role if role.label == label) for label in head[1:-1]]
    shown = {Permission(line[0].replace(" ", "_")): line[1:-1] for line in lines}
    assert set(roles) == set(Role)
    assert set(shown) == set(Permission)
    for place, role in enumerate(roles):
        assert {may for may, marks in shown.items() if marks[place] == "✓"} == GRANTS[role], role


@pytest.mark.parametrize(
    "registry",
    [EXPORTERS, CONNECTORS, CHASERS, FORMATS],
    ids=["exports", "connectors", "chasers", "formats"],
)
def test_every_plug_in_is_named_by_its_key_and_its_label(registry: object) -> None:
    for plugin in registry:  # type: ignore[attr-defined]
        assert re.search(rf"(`|--source ){plugin.key}\b", TOLD), plugin.key
        assert plugin.label in TOLD, plugin.label


def test_every_beginning_of_a_review_is_described() -> None:
    described = (GUIDE / "start.md").read_text()
    assert [plan.label for plan in all_blueprints() if f"**{plan.label}**" not in described] == []


def test_every_rule_about_duplicates_is_explained_with_an_example() -> None:
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", (GUIDE / "duplicates.md").read_text(), re.MULTILINE)
    told = {name: (sentence, example) for name, sentence, example in rows}
    for rule in RULES:
        sentence, example = told[rule.name]
        assert sentence == rule.sentence
        assert len(example) > 10, rule.name


def words_on_screen() -> Iterator[str]:
    """What pages can say: the text of templates and scripts, and the strings that Python and blueprints give them."""
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text()
        for variable, example in EXAMPLES.items():
            text = text.replace(variable, example)
        yield html.unescape(TAG.sub(" ", text))
        yield from re.findall(r'\w="([^"]*)"', text)  # what a template hands to another
    for path in (ROOT / "screening").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                yield node.targets[0].id.capitalize()  # the label of a field that names no other
    for path in (*ROOT.glob("static/js/**/*.js"), *ROOT.glob("screening/blueprints/*.toml")):
        yield path.read_text()
    yield from (role.label for role in Role)


def test_words_in_bold_stand_on_the_screen() -> None:
    """An ellipsis in the guide stands for what changes, a number or a name."""
    screen = " ".join(" | ".join(words_on_screen()).split())
    strange = [
        f"{page.name}: {bold}"
        for page in GUIDE.glob("*.md")
        for bold in BOLD.findall(page.read_text())
        for part in " ".join(bold.split()).split("…")
        if not re.search(rf"(?<!\w){re.escape(part.strip())}(?!\w)", screen)
    ]
    assert not strange, "\n".join(strange)
