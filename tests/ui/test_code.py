"""The code panel: copyable code, marked lines, a file."""

import pytest
from streamlit.testing.v1 import AppTest


def panel(arguments: str) -> AppTest:
    return AppTest.from_string(
        f"from mnist_lab.ui.code import code_panel\ncode_panel('a = 1\\nb = 2', {arguments})"
    ).run()


def test_the_code_is_shown_as_it_is() -> None:
    at = panel("title='The code'")
    assert at.code[0].value == "a = 1\nb = 2"
    assert at.code[0].language == "python"


def test_marked_lines_get_numbers_and_a_bar() -> None:
    at = panel("highlight=(2, 2)")
    assert not at.exception
    assert "0 1lh" in at.get("html")[0].proto.body


@pytest.mark.parametrize("lines", [(0, 1), (2, 1), (1, 3)])
def test_lines_that_are_not_there_are_refused(lines: tuple[int, int]) -> None:
    at = panel(f"highlight={lines}")
    assert at.exception[0].message.endswith("the code has lines 1 to 2.")


def test_a_file_is_offered_on_request() -> None:
    assert panel("file_name='lesson.py'").get("download_button")[0].proto.label == "lesson.py"
    assert len(panel("title='x'").get("download_button")) == 0
