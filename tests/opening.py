"""Open a page of the app without a browser, as a link does."""

from collections.abc import Mapping

from streamlit.testing.v1 import AppTest

from tests.serving import ROOT

SECONDS = 120
"""What one run of a page may take on a busy machine."""


def open_lesson(name: str, link: Mapping[str, str]) -> AppTest:
    """Open `pages/<name>.py` with these parameters in its link."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS).run()
    for key, value in link.items():
        at.query_params[key] = value
    return checked(at.switch_page(f"pages/{name}.py").run())


def checked(at: AppTest) -> AppTest:
    """Return the page, which shows no exception."""
    assert not at.exception, at.exception
    return at
