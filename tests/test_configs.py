"""Where a config comes from, and what is told of files that can't be read."""

import pytest

from pipeline.configs import read_sources
from pipeline.errors import ConfigError


def refusal(tmp_path, **files):
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ConfigError) as refused:
        read_sources({"config.string": None, "path.config": str(tmp_path)})
    return str(refused.value).replace(f"{tmp_path}/", "")


def test_what_is_no_utf_8_has_a_place_and_a_guess(tmp_path):
    text = "filter {\n  \u00fc { } # caf\u00e9".encode().replace("\u00e9".encode(), b"\xe9")
    assert refusal(tmp_path, a=text) == (
        "a:2:14: expected UTF-8, got the byte 0xE9\n"
        "   2 |   \u00fc { } # caf\ufffd\n"
        "     |              ^\n"
        '     = in ISO-8859-1 and Windows-1252 this byte is "\u00e9"\n'
        "     = save the file as UTF-8"
    )


def test_every_file_that_can_not_be_read_is_told(tmp_path):
    told = refusal(tmp_path, a=b"\x80", b=b"filter { }", c=b"filter {\n\xff\xfe")
    assert [line for line in told.splitlines() if "expected" in line] == [
        "a:1:1: expected UTF-8, got the byte 0x80",
        "c:2:1: expected UTF-8, got the byte 0xFF",
    ]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ConfigError, match="no config file"):
        read_sources({"config.string": None, "path.config": str(tmp_path / "x*.conf")})
