"""What the whole server shares: made once, used by every visitor."""

import threading
from functools import cache

from mnist_lab.runs.pool import Pool
from mnist_lab.ui import digits

_one_at_a_time = threading.Lock()


def pool() -> Pool:
    """Return the one pool of this server. The first call makes it, and it warms its workers in the background.

    Not `st.cache_resource`: the server asks for it at its start, before there is any visitor.
    """
    with _one_at_a_time:
        return _pool()


@cache
def _pool() -> Pool:
    return Pool(digits.digits)
