"""`make fuzz`: atheris changes recorded configs and inputs by what the code does with them, for as long as it is told.

Whatever breaks a property is kept as a case in `found/`, once for each place in the code that raised, and the search
goes on.  `python -m tests.fuzz PROPERTY SECONDS` tries one property.
"""

import base64
import hashlib
import json
import sys
import tempfile
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    from pipeline.plugin.find import KINDS, find_plugin, plugin_names
    from tests.databases import write_databases
    from tests.fuzz.properties import PROPERTIES
    from tests.fuzz.strategies import CASES, HOSTILE

    for kind in KINDS:
        for plugin in plugin_names(kind):
            find_plugin(kind, plugin)  # imported now, so that what they do is seen

FOUND = Path(__file__).parent / "found"
BETWEEN = b"\0"  # parts the arguments in what atheris changes


def arguments(name, data):
    """What a property is called with."""
    first, *rest = data.split(BETWEEN)
    text = first.decode("utf-8", "replace")
    if name == "config_text":
        return {"text": data.decode("utf-8", "replace")}
    if name == "pipeline":
        return {"config": text, "lines": [line.decode("utf-8", "replace") for line in rest]}
    return {"codec": text, "chunks": rest}


def seeds(name):
    """The recordings, as a property takes them."""
    for case in CASES:
        lines = case.get("in", ["{}"])
        raw = (
            [base64.b64decode(one) for one in case["in_b64"]]
            if "in_b64" in case
            else [one.encode("utf-8", "surrogatepass") for one in lines]
        )
        head = {"config_text": case["config"], "pipeline": case["config"]}.get(name, case["codec"])
        yield BETWEEN.join(
            [head.encode(), *([] if name == "config_text" else [one for one in raw if BETWEEN not in one])]
        )


def keep(name, given, error):
    """Write a finding as a case, unless one from the same place is there."""
    trace = traceback.extract_tb(error.__traceback__)
    while error.__cause__ is not None:
        error = error.__cause__
        trace = traceback.extract_tb(error.__traceback__)
    place = f"{Path(trace[-1].filename).name}:{trace[-1].name}:{type(error).__name__}"
    path = FOUND / f"{name}-{hashlib.sha256(place.encode()).hexdigest()[:8]}.json"
    if path.exists():
        return
    shown = {key: [one.hex() for one in value] if key == "chunks" else value for key, value in given.items()}
    case = {"property": name, "why": f"{place}: {error}"[:200], **shown}
    path.write_text(json.dumps(case, indent=1, ensure_ascii=True) + "\n", "utf-8")
    print(f"found {path.name}: {case['why']}", flush=True)


def main(name, seconds):
    """Fuzz one property."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    write_databases(folder)
    corpus = folder / "corpus"
    corpus.mkdir()
    for seed in seeds(name):
        (corpus / hashlib.sha256(seed).hexdigest()).write_bytes(seed)
    words = "\n".join('"\\x' + word.encode().hex("|").replace("|", "\\x") + '"' for word in HOSTILE)
    (folder / "words").write_text(words + "\n", "utf-8")

    def one(data):
        given = arguments(name, data)
        used = {key: value.replace("@DB@", str(folder)) if key == "config" else value for key, value in given.items()}
        try:
            PROPERTIES[name](**used)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            keep(name, given, error)

    options = [
        f"-max_total_time={seconds}",
        f"-dict={folder / 'words'}",
        "-max_len=4096",
        "-timeout=30",
        "-verbosity=0",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
