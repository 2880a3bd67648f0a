"""Docs that rot fail here: the README's Python runs, its commands exist, the paths that the docs name are there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.plugin.document import describe
from pipeline.plugin.find import KINDS, find_plugin, plugin_names
from pipeline.plugin.options import declared_options

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PLUGINS = [(kind, name) for kind in KINDS for name in plugin_names(kind)]


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_the_python_of_the_readme_runs(code):
    code += "\n".join(f"\n{name}()" for name in re.findall(r"^def (test_\w+)", code, re.MULTILINE))
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert result.returncode == 0, result.stderr


def test_the_one_liner_of_the_readme_works():
    (command,) = re.findall(r"^\$ (echo .*?)\n```", README, re.DOTALL | re.MULTILINE)
    command = command.replace("pipeline run", f"{sys.executable} -m pipeline run")
    result = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, check=False)
    assert '"a":1' in result.stdout, result.stderr


def test_the_message_that_the_readme_shows_is_the_one_that_is_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("bad.conf").write_text('# one\n# two\nfilter {\n  json { souce => "message" }\n}\n')
    result = CliRunner().invoke(main, ["check", "-f", "bad.conf"], catch_exceptions=False)
    shown = re.search(r"\n(bad\.conf:4:10.*?)```", README, re.DOTALL)[1]
    assert shown == result.stderr


def test_the_readme_names_every_plugin():
    text = README[README.index("What there is:") :].split("\n\n")[0]
    for kind in KINDS:
        (names,) = re.findall(rf"{kind}s ([a-z0-9_,\s]+)[;.]", text)
        assert [name.strip() for name in names.split(",")] == list(plugin_names(kind))


def test_commands_that_the_readme_names_exist():
    for name in re.findall(r"^pipeline (\w+)", README, re.MULTILINE):
        assert name in main.commands


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_paths_in_the_docs_exist(path):
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"`((?:pipeline|tests|config|docs)/[\w./]+)`", text) + re.findall(r"\]\(([\w./]+)\)", text)
    missing = [one for one in named if not any((base / one).exists() for base in (ROOT, path.parent))]
    assert [one for one in missing if "NAME" not in one] == []


@pytest.mark.parametrize(("kind", "name"), PLUGINS)
def test_every_option_is_documented(kind, name):
    plugin = find_plugin(kind, name)
    assert (plugin.__doc__ or "").strip(), "a plugin says what it does"
    for option in declared_options(plugin).values():
        assert option.doc.endswith(".") or option.doc[-1] in ")?", f"{option.name}: one sentence"
        assert not option.doc.endswith("..")


@pytest.mark.parametrize(("kind", "name"), PLUGINS)
def test_the_page_of_a_plugin_is_complete(kind, name):
    plugin = find_plugin(kind, name)
    (page,) = [page for page in describe(name).split("\n\n\n") if page.startswith(f"{kind} {name}\n")]
    own, common = re.fullmatch(r"(.*\n)options of every \w+\n(.*)", page, re.DOTALL).groups()
    declared = declared_options(plugin)
    for option in declared.values():
        (place,) = [part for part in (own, common) if f"\n  {option.name} ({option.kind.name}" in f"\n{part}"]
        described = f"\n{place}".split(f"\n  {option.name} ({option.kind.name}")[1].split("\n")
        assert ("required" in described[0]) is option.required
        assert ("default " in described[0]) is (option.default is not None)
        assert described[1] == f"      {option.doc}"
    for told in (*plugin.unsupported, *plugin.removed):
        assert re.search(rf"^  (.*, )?{told}(, .*)?\n      \w", common, re.MULTILINE)


@pytest.mark.parametrize("kind", KINDS)
def test_options_of_every_plugin_of_a_kind_are_those(kind):
    shared = set.intersection(*(set(declared_options(find_plugin(kind, name))) for name in plugin_names(kind)))
    for name in plugin_names(kind):
        common = describe(name).split(f"options of every {kind}\n")[1].split("\n\n")[0]
        assert set(re.findall(r"^  (\w+) \(", common, re.MULTILINE)) <= shared
