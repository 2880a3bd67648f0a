"""Runs a command and kills it when whoever asked for it is gone, however that went: `guard.py USER COMMAND...`.

Standard input is a pipe from the asker: it closes when that process ends, by SIGKILL too.  The guard leads a process
group of its own, the command and its children belong to it, so one signal to the group reaches all of them.
"""

import os
import pwd
import signal
import subprocess
import sys
import threading
from typing import Any


def main() -> int:
    """Run the command as USER ("" for the same user); its exit code."""
    user, *command = sys.argv[1:]
    # A handler, unlike SIG_IGN, is not inherited: SIGTERM to the group ends the command, and the guard waits for it.
    signal.signal(signal.SIGTERM, lambda *_: None)
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **_identity(user))
    threading.Thread(target=_watch, daemon=True).start()
    return process.wait()


def _identity(user: str) -> dict[str, Any]:
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _watch() -> None:
    os.read(sys.stdin.fileno(), 1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
