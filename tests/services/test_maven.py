"""Fetching by Maven, against a Maven of our own making that does what the file `script` of its folder says."""

import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.services import maven
from tests.services.maven import DownloadError, fetch
from tests.services.missing import MissingToolError

GOOD = 'cp "$HERE/good.zip" "$TARGET/a.jar"'
SCRIPT = """#!/bin/sh
HERE={here}
for argument in "$@"; do case $argument in -DoutputDirectory=*) TARGET=${{argument#*=}};; esac; done
echo "$@" >> "$HERE/calls"
mkdir -p "$TARGET"
{body}
"""


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is first on PATH and holds an archive; the cache lies in it."""
    with zipfile.ZipFile(tmp_path / "good.zip", "w") as archive:
        archive.writestr("content.txt", "content")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("PIPELINE_TEST_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(maven, "_PAUSE", 0)
    return tmp_path


def write_maven(tools: Path, body: str) -> None:
    (tools / "mvn").write_text(SCRIPT.format(here=tools, body=body))
    (tools / "mvn").chmod(0o755)


def calls(tools: Path) -> list[str]:
    return (tools / "calls").read_text().splitlines()


def test_what_was_fetched_is_not_fetched_again(tools):
    write_maven(tools, GOOD)
    folder = fetch("thing", ["group:artifact:1:jar"])
    assert [path.name for path in folder.iterdir()] == ["a.jar"]
    assert fetch("thing", ["group:artifact:1:jar"]) == folder
    assert len(calls(tools)) == 1


def test_who_comes_at_the_same_time_waits(tools):
    write_maven(tools, f"sleep 0.3; {GOOD}")
    with ThreadPoolExecutor(4) as pool:
        folders = list(pool.map(lambda _: fetch("thing", ["group:artifact:1:jar"]), range(4)))
    assert len(set(folders)) == 1
    assert len(calls(tools)) == 1


def test_a_broken_archive_is_fetched_into_a_repository_of_its_own(tools):
    write_maven(tools, f"""case "$*" in *maven.repo.local*) {GOOD};; *) echo half > "$TARGET/a.jar";; esac""")
    fetch("thing", ["group:artifact:1:jar"])
    assert ["maven.repo.local" in call for call in calls(tools)] == [False, True]


def test_a_fetch_that_fails_leaves_nothing_and_says_why(tools):
    write_maven(tools, "echo no such artifact; exit 1")
    with pytest.raises(DownloadError, match=r"group:artifact:1:jar: no such artifact"):
        fetch("thing", ["group:artifact:1:jar"])
    assert [path.name for path in (tools / "cache").iterdir()] == ["thing.lock"]
    write_maven(tools, GOOD)
    assert fetch("thing", ["group:artifact:1:jar"]).is_dir()


def test_unpacking_that_fails_leaves_nothing(tools):
    write_maven(tools, GOOD)

    def fail(folder: Path) -> None:
        raise ValueError([path.name for path in folder.iterdir()])

    with pytest.raises(ValueError, match=r"a\.jar"):
        fetch("thing", ["group:artifact:1:jar"], fail)
    assert not (tools / "cache" / "thing").exists()


def test_without_maven_the_error_says_what_to_install(tools, monkeypatch):
    monkeypatch.setenv("PATH", str(tools))
    with pytest.raises(MissingToolError, match="apt-get install maven"):
        fetch("thing", ["group:artifact:1:jar"])
