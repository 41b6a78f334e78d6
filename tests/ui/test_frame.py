"""Home is the map of all lessons; each page has its header, the menu and the source of the digits."""

import pytest
from streamlit.testing.v1 import AppTest

from mnist_lab import lessons
from tests.serving import ROOT


def home() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()


def links(at: AppTest) -> list[str]:
    return [link.proto.label for link in at.get("page_link")]


def test_home_shows_every_lesson_with_its_question() -> None:
    at = home()
    assert not at.exception
    questions = [text.value for text in at.main.markdown]
    for lesson in lessons.LESSONS:
        assert lesson.question in questions
        assert links(at).count(lesson.title) >= 2  # in the menu and on the map


def test_home_says_where_the_digits_come_from() -> None:
    captions = [caption.value for caption in home().main.caption]
    assert "LeCun" in captions[-1]
    assert "CC BY-SA" in captions[-1]


@pytest.mark.parametrize("lesson", lessons.LESSONS, ids=lambda lesson: lesson.name)
def test_a_page_opens_with_its_title_and_question(lesson: lessons.Lesson) -> None:
    at = home().switch_page(f"pages/{lesson.name}.py").run(timeout=60)
    assert not at.exception
    assert at.title[0].value == lesson.title
    assert at.main.markdown[0].value == lesson.question
    assert lesson.title in [link.proto.label for link in at.sidebar.get("page_link")]


def test_an_unknown_lesson_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match="no lesson is called 'drow'; there are draw"):
        lessons.lesson("drow")
