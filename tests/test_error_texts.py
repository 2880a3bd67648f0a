"""What a user reads who made a mistake: each errors/NAME.conf has the text it gives in errors/NAME.txt.

To add one, write the .conf and run this test: it writes the .txt, and fails so that you look at it.
"""

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.testing import config_warnings

FOLDER = Path(__file__).parent / "errors"


def told(path):
    """The text of the errors, or of the warnings, about a config."""
    text = path.read_bytes().decode()
    try:
        return "\n\n".join(warning.render() for warning in config_warnings(text, path.name))
    except ConfigError as error:
        return str(error)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.conf")), ids=lambda path: path.stem)
def test_text(path):
    expected = path.with_suffix(".txt")
    if not expected.exists():
        expected.write_bytes(f"{told(path)}\n".encode())
        pytest.fail(f"wrote {expected.name}: read it, and commit it if it is good")
    assert expected.read_bytes().decode() == f"{told(path)}\n"


def test_no_text_is_left_alone():
    assert {path.stem for path in FOLDER.glob("*.conf")} == {path.stem for path in FOLDER.glob("*.txt")}
