"""The palette: roles are readable on both pages and stay apart for colour-blind readers."""

import itertools

import numpy as np
import pytest

from mnist_lab.figures import theme

LIGHT_PAGE, DARK_PAGE = "#ffffff", "#11161d"

# Machado, Oliveira, Fernandes (2009): linear RGB as seen without one kind of cone, full strength.
CONES = {
    "all cones": np.eye(3),
    "no red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}


def linear(colour: str) -> np.ndarray:
    """(3,) linear light of a hex colour, 0 to 1 (IEC 61966-2-1)."""
    srgb = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2: 1 (the same) to 21 (black on white)."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted((float(linear(one) @ weights), float(linear(other) @ weights)))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, cones: np.ndarray) -> np.ndarray:
    """(3,) CIE L*a*b* of a colour as seen with these cones."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(cones @ linear(colour), 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_black_on_white_has_contrast_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("colour", theme.ROLES.values(), ids=theme.ROLES.keys())
def test_each_role_stands_out_from_both_pages(colour: str) -> None:
    """WCAG 2.1, 1.4.11: 3 to 1 for graphics."""
    assert contrast(colour, LIGHT_PAGE) >= 3
    assert contrast(theme.DARK[colour], DARK_PAGE) >= 3


@pytest.mark.parametrize("page", ["light", "dark"])
@pytest.mark.parametrize("cones", CONES)
def test_roles_stay_apart_for_colour_blind_readers(page: str, cones: str) -> None:
    """15 in L*a*b* is far beyond a just noticeable difference (about 2)."""
    colours = {name: colour if page == "light" else theme.DARK[colour] for name, colour in theme.ROLES.items()}
    for (name, one), (other_name, other) in itertools.combinations(colours.items(), 2):
        apart = float(np.linalg.norm(lab(one, CONES[cones]) - lab(other, CONES[cones])))
        assert apart >= 15, f"{name} and {other_name} are {apart:.0f} apart with {cones}"


def test_every_stop_of_both_scales_has_a_twin_for_a_dark_page() -> None:
    assert {colour for _, colour in (*theme.SEQUENTIAL, *theme.DIVERGING)} <= theme.DARK.keys()


def test_nothing_has_the_colour_of_the_page() -> None:
    for zero in (theme.SEQUENTIAL[0][1], theme.DIVERGING[2][1]):
        assert contrast(zero, LIGHT_PAGE) < 1.2
        assert contrast(theme.DARK[zero], DARK_PAGE) < 1.2


def test_ten_colours_as_in_the_settings_of_the_server() -> None:
    import tomllib

    from tests.serving import ROOT

    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert tuple(colour.lower() for colour in settings["theme"]["chartCategoricalColors"]) == theme.CATEGORICAL


def test_a_blank_figure_wears_the_house_style() -> None:
    figure = theme.blank(height=300)
    assert figure.layout.template.layout.paper_bgcolor == theme.CLEAR
    assert figure.layout.height == 300
