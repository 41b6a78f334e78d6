"""What the server does before its first visitor comes: serve the figures' files, warm the workers."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module

import streamlit as st

from mnist_lab.ui import cache, plane, plot


def lifespan() -> Callable[[st.App], AbstractAsyncContextManager[None]]:
    """Put the static files in place and return what runs around the server's life.

    The files come first: the server looks for their folder before it starts, and complains if it is not there.
    """
    plot.served()
    plane.served()
    # Streamlit imports pandas in the first script that needs it. Plotly looks into whatever is there of it: a second
    # visitor's figure, drawn while that import is under way, would fail.
    import_module("pandas")
    return _alive


@asynccontextmanager
async def _alive(_app: st.App) -> AsyncIterator[None]:
    """Warm the workers while the server starts, so that nobody waits for TensorFlow; end them with it."""
    workers = cache.pool()
    try:
        yield
    finally:
        workers.close()
