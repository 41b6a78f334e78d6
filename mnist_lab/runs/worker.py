"""A worker process: `python -m mnist_lab.runs.worker tcp://SCHEDULER`.

It is a `distributed.Worker` without Dask's nanny, whose settings for memory and threads make TensorFlow two to three
times slower. It ends with the web server that started it, however that ends: the server holds the other end of its
standard input.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading

NICENESS = 10
"""Training takes every core there is; where the page needs one at the same moment, it comes first."""

THREADS = 4
"""Tasks at a time besides the trainers' own thread: making new trainers and files while others train."""


async def serve(scheduler: str) -> None:
    """Work for a scheduler until it lets go."""
    import dask
    from distributed import Worker

    dask.config.set({"distributed.worker.profile.enabled": False})  # nobody looks at it
    logging.getLogger("distributed").setLevel(logging.ERROR)  # after the import, which sets it too
    async with Worker(scheduler, nthreads=THREADS, memory_limit=0, dashboard=False, death_timeout=60) as worker:
        await worker.finished()


def end_with_standard_input() -> None:
    """End this process at once when nobody holds the other end of its standard input any more."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICENESS)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    logging.getLogger("tensorflow").setLevel(logging.ERROR)  # it warns of each new run's tracing
    threading.Thread(target=end_with_standard_input, daemon=True).start()
    asyncio.run(serve(sys.argv[1]))
