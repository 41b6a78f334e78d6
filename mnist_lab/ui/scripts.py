"""Our JavaScript, where the server hands it out.

A component's own code travels again with every change of its data. So that is a few lines only, which load the rest
once from `static/`.
"""

import hashlib
import os
import re
from pathlib import Path

import streamlit as st

STATIC = Path(__file__).resolve().parents[2] / "static"
"""Beside app.py, where Streamlit serves it as /app/static."""

_HERE = Path(__file__).parent


def serving() -> bool:
    """Whether the server hands out what lies in `static/`."""
    return bool(st.get_option("server.enableStaticServing"))


def module(name: str) -> str:
    """Put one of our JavaScript files, and those it imports from beside it, into `static/`; returns its address.

    Raises
    ------
    OSError
        Nothing can be written there.
    """
    text = (_HERE / name).read_text(encoding="utf-8")
    for imported in re.findall(r"from '\./([\w.]+\.js)'", text):
        text = text.replace(f"from './{imported}'", f"from './{module(imported).rpartition('/')[2]}'")
    return placed(name, text.encode())


def placed(name: str, content: bytes, *, version: str = "") -> str:
    """Write `content` to static/`name` unless it is there already; return an address that changes with the content."""
    target = STATIC / name
    if not target.is_file() or target.read_bytes() != content:
        STATIC.mkdir(exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}.part")
        draft.write_bytes(content)
        draft.replace(target)  # a second server starting at the same time never sees half a file
    return f"app/static/{name}?v={version or hashlib.sha256(content).hexdigest()[:8]}"


def loader(script: str, library: str = "") -> str:
    """Return the component's own code: a few lines only, because it is sent again with every update."""
    return f"""const file = import(new URL("{script}", document.baseURI).href)
export default c => {{
  file.then(m => m.draw(c, "{library}"))
  return () => file.then(m => m.drop(c.parentElement))
}}"""
