"""What stands beside the code is true: variables, documents, locks, translations, the look of the templates."""

import ast
import gettext
import hashlib
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOMS, ROOT, lines, nodes, templates
from workflow.describe import as_markdown

CATALOGUES = sorted(path.relative_to(ROOT) for path in (ROOT / "locale").rglob("*.po"))
LOCKS = ["requirements.txt", "requirements-dev.txt", "tests/assets/package-lock.json"]


DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def listed_variables() -> list[str]:
    return re.findall(r"^(?:# )?([A-Z_]+)=", text(".env.example"), re.MULTILINE)


def test_the_example_environment_lists_every_variable_and_no_other() -> None:
    read = {
        node.args[0].value
        for node in nodes(Path("twinning/settings.py"))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "env"
        if isinstance(node.args[0], ast.Constant)
    }
    composed = set(re.findall(r"\$\{([A-Z_]+)", text("docker-compose.yml")))
    assert sorted(listed_variables()) == sorted(read | composed)


def test_the_readme_explains_every_variable() -> None:
    assert [name for name in listed_variables() if f"`{name}`" not in text("README.md")] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_lead_to_what_is_there(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "LICENSE",
        "docs/architecture.md",
        "docs/glossary.md",
    ],
)
def test_the_documents_are_there(name: str) -> None:
    assert len(text(name)) > 500


def test_the_architecture_names_every_room() -> None:
    assert [room for room in ROOMS if f"`{room}" not in text("docs/architecture.md")] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_host(name: str) -> None:
    assert re.findall(r"https?://|index-url|find-links", text(name)) == []


def test_every_dependency_is_locked_with_a_hash() -> None:
    project = tomllib.loads(text("pyproject.toml"))
    for lock, wanted in {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": project["project"]["dependencies"] + project["dependency-groups"]["dev"],
    }.items():
        locked = set(re.findall(r"^([a-z0-9.-]+)(?:\[.*\])?==.*\\\n +--hash=", text(lock), re.MULTILINE))
        names = {re.split(r"[\[<>=,; ]", name)[0].lower() for name in wanted}
        assert names - locked == set()


def test_vendored_files_are_what_their_list_says() -> None:
    for name, source in json.loads(text("tests/assets/sources.json")).items():
        assert hashlib.sha256((ROOT / "tests/assets" / name).read_bytes()).hexdigest() == source["sha256"]


@pytest.mark.gettext
@pytest.mark.parametrize("catalogue", CATALOGUES, ids=str)
def test_every_translation_is_compiled(catalogue: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", fresh, ROOT / catalogue], check=True)
    compiled = (ROOT / catalogue).with_suffix(".mo")
    assert entries(compiled) == entries(fresh)


def entries(path: Path) -> dict[object, str]:
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]


def test_components_open_with_a_comment_that_lists_their_inputs() -> None:
    silent = [
        str(path)
        for path in templates()
        if path.parts[:2] == ("templates", "components") and not lines(path)[0].startswith(("{#", "{% comment"))
    ]
    assert silent == []


def test_pages_hold_no_inline_style_or_script() -> None:
    """Mails are no pages: there a style in the text is the only one that arrives."""
    inline = re.compile(
        r"\sstyle=|\son[a-z]+=[\"']|<style(?![^>]*nonce)|<script(?![^>]*(nonce|src))|javascript:", re.IGNORECASE
    )
    found = [
        f"{path}:{number}"
        for path in templates()
        if path.suffix == ".html" and "mails" not in path.parts and "mailing" not in path.parts
        for number, line in enumerate(lines(path), 1)
        if inline.search(line)
    ]
    assert found == []


def test_the_page_of_workflows_is_what_the_tables_say() -> None:
    """`make docs` writes it anew."""
    assert text("docs/workflows.md") == as_markdown()
