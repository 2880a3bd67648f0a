"""The command line, as a user has it."""

import os
import shlex
import subprocess
import sys

import pytest

BAD = """input { stdin { } }
filter {
  json { souce => "message" }
  mutate { convert => { "bytes" => "int" } }
  if [status] > 5 { droop { } }
  json { source => "message" skip_on_invalid_json => "maybe" }
}
output { elasticsearch { index => "${NO_SUCH_NAME_HERE}" } }
"""


def pipeline(*arguments, feed=b"", env=None):
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        input=feed,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, **(env or {})},
    )


def test_one_line_in_one_event_out():
    config = 'input { stdin { codec => json_lines } } filter { json { source => "message" } } output { stdout { codec => json_lines } }'
    result = pipeline("run", "-e", config, feed=b'{"message":"{\\"a\\":1}"}\n')
    assert result.returncode == 0, result.stderr
    assert b'"a":1' in result.stdout


def test_five_mistakes_five_messages_and_nothing_started(tmp_path):
    path = tmp_path / "bad.conf"
    path.write_text(BAD)
    for command in ("check", "run"):
        result = pipeline(command, "-f", str(path))
        text = result.stderr.decode()
        assert result.returncode == 2
        places = [line for line in text.splitlines() if line.startswith(str(path))]
        assert [int(line.split(":")[1]) for line in places] == [3, 4, 5, 6, 8]
        assert text.count("^") >= 5
        assert 'did you mean "source"?' in text
        assert 'did you mean "drop"?' in text


def test_a_good_config_is_good(tmp_path):
    path = tmp_path / "good.conf"
    path.write_text("input { stdin { } } output { stdout { } }")
    assert pipeline("check", "-f", str(path)).returncode == 0
    assert pipeline("run", "-t", "-f", str(path)).returncode == 0


def test_no_config_and_no_such_file():
    assert b"no config given" in pipeline("run").stderr
    result = pipeline("run", "-f", "nowhere/*.conf")
    assert result.returncode == 2
    assert b'no config file at "nowhere/*.conf"' in result.stderr


def test_files_of_a_folder_are_joined_in_name_order(tmp_path):
    (tmp_path / "2.conf").write_text(
        'filter { mutate { add_tag => ["two"] } } output { stdout { codec => json_lines } }'
    )
    (tmp_path / "1.conf").write_text('input { stdin { } } filter { mutate { add_tag => ["one"] } }')
    (tmp_path / "3.conf~").write_text("this is a backup")
    result = pipeline("run", "-f", str(tmp_path), feed=b"hello\n")
    assert b'"tags":["one","two"]' in result.stdout, result.stderr


def test_plugins_are_documented():
    assert b"mutate" in pipeline("plugins").stdout
    text = pipeline("plugins", "json").stdout.decode()
    assert "source (field reference, required)" in text
    assert "add_tag" in text
    assert pipeline("plugins", "nosuch").returncode == 2


def test_settings_from_a_file_and_a_slip_in_one(tmp_path):
    (tmp_path / "pipeline.yml").write_text(
        "config:\n  string: 'input { stdin { } } output { stdout { codec => line } }'\nxpack.x: 1\n"
    )
    result = pipeline("run", "--path.settings", str(tmp_path), feed=b"hello\n")
    assert result.returncode == 0
    assert b'"xpack.x" has no effect' in result.stderr
    (tmp_path / "pipeline.yml").write_text("log.levle: info\n")
    result = pipeline("run", "--path.settings", str(tmp_path))
    assert result.returncode == 2
    assert b'did you mean "log.level"?' in result.stderr


def test_outputs_under_conditions_several_inputs_and_split(tmp_path):
    config = f"""
        input {{ stdin {{ codec => json_lines tags => ["in"] }} generator {{ message => "g" count => 2 type => "gen" }} }}
        filter {{ if [list] {{ split {{ field => "list" }} }} }}
        output {{
          if [type] == "gen" {{ file {{ path => "{tmp_path}/%{{type}}.txt" codec => line {{ format => "%{{message}}" }} }} }}
          else if "in" in [tags] {{ stdout {{ codec => line {{ format => "v=%{{list}}" }} }} }}
        }}"""
    result = pipeline("run", "-e", config, feed=b'{"list":[1,2]}\n{"list":[]}\n')
    assert result.returncode == 0, result.stderr
    assert result.stdout == b"v=1\nv=2\n"
    assert (tmp_path / "gen.txt").read_bytes() == b"g\ng\n"
    stopped = [line for line in result.stderr.decode().splitlines() if "pipeline stopped" in line]
    assert '"received": 4' in stopped[0]
    assert '"delivered": 3' in stopped[0]
    assert '"dropped": 1' in stopped[0]


def test_an_event_that_fails_in_a_condition_is_kept_with_its_line(tmp_path):
    config = "input { stdin { codec => json_lines } }\nfilter {\n if [v] > 5 { drop { } } }\noutput { stdout { codec => json_lines } }"
    result = pipeline("run", "-e", config, "--path.data", str(tmp_path), feed=b'{"v":"x"}\n{"v":1}\n')
    assert result.stdout.count(b"\n") == 1
    (kept,) = (tmp_path / "dead_letter_queue" / "main").glob("*.jsonl")
    assert "line 3" in kept.read_text()
    assert '"dead_lettered": 1' in result.stderr.decode()


@pytest.mark.parametrize(
    "flags", [["-b", "0"], ["-b", "-1"], ["-w", "0"], ["-w", "²"], ["-b", "9" * 30], ["--pipeline.id", "../x"]]
)
def test_a_setting_out_of_bounds_is_refused(flags):
    result = pipeline("run", "-e", "input { generator { count => 1 } }", *flags)
    assert result.returncode == 2
    assert b"expected" in result.stderr
    assert b"Traceback" not in result.stderr


def test_what_a_text_given_with_e_lacks_is_standard_input_and_output():
    result = pipeline("run", "-e", 'filter { mutate { add_tag => ["x"] } }', feed=b"hello\n")
    assert b'"message" => "hello"' in result.stdout


def test_a_reader_that_goes_away_is_named(tmp_path):
    command = f"{sys.executable} -m pipeline run -e 'input {{ generator {{ }} }} output {{ stdout {{ codec => line }} }}' | head -1"
    result = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=False)
    assert b"nobody reads standard output any more" in result.stderr


LINES = (
    "input { generator { count => 2 message => hi } } output { stdout { codec => line { format => '%{message}' } } }"
)


@pytest.mark.parametrize(
    ("arguments", "redirection", "code", "told"),
    [
        (["run", "-e", LINES], ">&-", 1, 'output "stdout": standard output is closed'),
        (["run", "-e", "input { stdin { } } output { null { } }"], "<&-", 1, "standard input is closed"),
        (["run", "-e", LINES.replace("hi", "stdin")], "<&-", 1, "standard input is closed"),
        (["check", "-e", LINES], ">/dev/full", 1, "standard output can't be written: No space left on device"),
        (["plugins"], ">/dev/full", 1, "standard output can't be written"),
        (["--version"], ">/dev/full", 1, "standard output can't be written"),
        (["check", "-e", LINES], ">&-", 0, ""),
        (["check", "-e", "nothing"], "2>&-", 2, ""),
    ],
)
def test_standard_streams_that_are_closed_or_full(arguments, redirection, code, told):
    command = f"{shlex.join([sys.executable, '-m', 'pipeline', *arguments])} {redirection}"
    result = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=False)
    errors = result.stderr.decode()
    assert (result.returncode, "Traceback" in errors) == (code, False), errors
    assert told in errors


def test_without_standard_error_the_log_goes_nowhere():
    command = f"{shlex.join([sys.executable, '-m', 'pipeline', 'run', '-e', LINES])} 2>&-"
    result = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=False)
    assert result.stdout == b"hi\nhi\n"


def test_a_data_folder_that_can_not_be_used_is_told_at_start(tmp_path):
    (tmp_path / "file").touch()
    result = pipeline("run", "-e", LINES, "--path.data", str(tmp_path / "file" / "data"))
    assert result.returncode == 0
    assert f'path.data: "{tmp_path}/file" is no folder' in result.stderr.decode()
    assert b"path.data" not in pipeline("run", "-e", LINES, "--path.data", str(tmp_path / "new" / "data")).stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_without_permission_is_told_at_start(tmp_path):
    tmp_path.chmod(0o500)
    result = pipeline("run", "-e", LINES, "--path.data", str(tmp_path / "data"))
    tmp_path.chmod(0o700)
    assert b"can't be written to" in result.stderr
