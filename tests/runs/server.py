"""A stand-in for the web server, for tests of how it ends: a pool with one run at work, in a process of its own.

Prints the worker's process id once the run trains, and whether TensorFlow is in this process.
"""

import sys
import threading

from mnist_lab.runs.pool import Pool
from tests.engine.conftest import some_digits
from tests.runs.conftest import ENDLESS, wait_for

if __name__ == "__main__":
    digits = some_digits(400, 100)
    pool = Pool(lambda: digits)
    run = pool.start(ENDLESS)
    wait_for(run, lambda seen: seen.step > 0, 120)
    assert pool.workers is not None
    print(pool.workers.process.pid, int("tensorflow" in sys.modules or "keras" in sys.modules), flush=True)
    if "leave" not in sys.argv:
        threading.Event().wait()
