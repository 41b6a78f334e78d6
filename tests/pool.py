"""The app's own pool, warm, for tests that run pages in this process: its worker takes seconds to start."""

from mnist_lab.runs.pool import Pool
from mnist_lab.ui import cache

WARM_SECONDS = 180


def warm_pool() -> Pool:
    """Return the pool that pages of this process use, once its worker is warm."""
    pool = cache.pool()
    assert pool.wait_until_ready(WARM_SECONDS), pool.message
    return pool
