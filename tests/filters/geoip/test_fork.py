"""Worker processes are forked while databases are open: each looks at them itself."""

import subprocess
import sys
from pathlib import Path

import pipeline

DATABASE = Path(pipeline.__file__).parent / "embedded" / "demo-city.mmdb"
PROGRAM = """
import os, sys, threading
from pathlib import Path
from pipeline.filters.geoip import databases

class Follower:
    def renew(self):
        pass

def watchers():
    return sum(thread.name == "geoip-databases" and thread.is_alive() for thread in threading.enumerate())

database, follower = databases.open_database(Path(sys.argv[1])), Follower()
database.follow(follower)
child = os.fork()
if not child:
    free = databases._lock.acquire(timeout=5)
    os._exit(10 * free + watchers())
print(watchers(), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), databases._lock.acquire(timeout=5))
"""


def test_a_forked_process_has_a_thread_that_looks_and_a_lock_that_is_free():
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(DATABASE)], capture_output=True, text=True, timeout=60, check=True
    )
    assert result.stdout.split() == ["1", "11", "True"]
