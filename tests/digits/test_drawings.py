"""Collections of drawings: JSON Lines and UNIPEN say the same."""

from pathlib import Path

import pytest

from mnist_lab.digits.drawings import DrawingsError, load_drawings

UNIPEN = """.INCLUDE pendigits.doc
.SEGMENT DIGIT 0-1 ? "4"
.COMMENT 4 12 224
.PEN_DOWN
 1 9
 3 5
.PEN_UP
.DT 100
.PEN_DOWN
 2 8
 2 1
.PEN_UP
.DT 100
.SEGMENT DIGIT 2 ? "1"
.COMMENT 1 3 7
.PEN_DOWN
 5 6
 5 2
.PEN_UP
"""
JSON = """{"label": 4, "writer": "tr12", "strokes": [[[1, -9], [3, -5]], [[2, -8], [2, -1]]]}

{"label": 1, "writer": "tr03", "strokes": [[[5, -6], [5, -2]]]}
"""


def test_both_formats_give_the_same_drawings(tmp_path: Path) -> None:
    (tmp_path / "a.tra").write_text(UNIPEN)
    (tmp_path / "a.jsonl").write_text(JSON)
    pairs = list(zip(load_drawings(tmp_path / "a.tra"), load_drawings(tmp_path / "a.jsonl"), strict=True))
    assert [(one.label, one.writer) for one, _ in pairs] == [(4, "tr12"), (1, "tr03")]
    for one, other in pairs:
        assert (other.label, other.writer) == (one.label, one.writer)
        assert [s.tolist() for s in one.strokes] == [s.tolist() for s in other.strokes]


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"label": 4}', '{"label": 12, "strokes": [[[0, 0]]]}', '{"label": 1, "strokes": [[[0]]]}']
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"label": 1, "strokes": [[[0, 0]]]}\n' + line + "\n")
    with pytest.raises(DrawingsError, match=r"bad\.jsonl, line 2"):
        load_drawings(path)
