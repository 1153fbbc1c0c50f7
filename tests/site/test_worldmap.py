"""The world map: every country has a position, and its dot is on the drawn land."""

from __future__ import annotations

import gzip
import math
import re
from xml.etree import ElementTree

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from coalition.i18n.countries import COUNTRIES
from coalition.site.worldmap import (
    MAP_HEIGHT,
    MAP_WIDTH,
    MAX_DOT_RADIUS,
    MapDot,
    build_dots,
    compute_dot_radius,
    project_point,
)
from support.projects import PROJECT

WORLD = PROJECT / "theme" / "static" / "images" / "world.svg"
PITCH = 6
"""Distance between two dots of the drawn land, in map units."""


def read_land() -> list[tuple[float, float]]:
    """Return the centres of all dots of the drawn land, in map units."""
    path = ElementTree.parse(WORLD).getroot()[0].attrib["d"]
    x = y = 0.0
    land = []
    for across, down in re.findall(r"[Mm](-?[\d.]+) ?(-?[\d.]+)h0", path):
        x, y = x + float(across), y + float(down)
        land.append((x, y))
    return land


def measure_distance_to_land(latitude: float, longitude: float) -> float:
    point = project_point(latitude, longitude)
    return min(math.dist(point, dot) for dot in read_land())


def compute_area_ratio(latitude: float, longitude: float) -> float:
    """Return the area of a small cell on the map divided by its area on a globe, in any unit."""
    step = 0.1
    rise = math.sin(math.radians(latitude + step)) - math.sin(math.radians(latitude))
    left, _ = project_point(latitude + step / 2, longitude)
    right, _ = project_point(latitude + step / 2, longitude + step)
    height = project_point(latitude, 0)[1] - project_point(latitude + step, 0)[1]
    return (right - left) * height / (step * rise)


def test_there_are_as_many_countries_as_in_iso_3166():
    assert 249 == len(COUNTRIES)


def test_every_country_has_a_name_in_babel():
    assert set() == set(COUNTRIES) - set(Locale("en").territories)


def test_codes_that_iso_keeps_free_or_reserved_are_no_countries():
    assert set() == {"EU", "UK", "UN", "XK", "ZZ", "QO"} & set(COUNTRIES)


def test_the_points_are_on_the_globe_in_tenths_of_a_degree():
    invalid = {
        code
        for code, (latitude, longitude) in COUNTRIES.items()
        if not (-90 < latitude < 90 and -180 <= longitude <= 180)
        or (latitude, longitude) != (round(latitude, 1), round(longitude, 1))
    }

    assert set() == invalid


def test_the_table_of_countries_is_read_only():
    with pytest.raises(TypeError):
        COUNTRIES["BR"] = (0.0, 0.0)  # type: ignore[index]


@pytest.mark.parametrize(
    ("country", "south", "north", "west", "east"),
    [
        ("FJ", -19.3, -16, 177, 180),
        ("FR", 42.3, 51.1, -4.8, 8.3),
        ("GF", 2.1, 5.8, -54.6, -51.6),
        ("NO", 57.9, 71.2, 4.9, 31.1),
        ("RU", 50, 77.8, 30, 150),
        ("SJ", 76.4, 80.9, 10.4, 33.6),
        ("US", 24.5, 49.4, -124.8, -66.9),
    ],
)
def test_a_country_in_many_pieces_has_its_point_in_the_largest(
    country: str, south: float, north: float, west: float, east: float
):
    latitude, longitude = COUNTRIES[country]

    assert (True, True) == (south < latitude < north, west < longitude < east)


def test_the_equator_spans_the_whole_width():
    assert (0, MAP_WIDTH) == pytest.approx((project_point(0, -180)[0], project_point(0, 180)[0]))


def test_the_north_pole_is_in_the_middle_of_the_top():
    assert (MAP_WIDTH / 2, 0) == pytest.approx(project_point(90, 0))


def test_south_is_further_down_and_east_further_right():
    (west, north), (east, south) = project_point(10, 10), project_point(-10, 20)

    assert (True, True) == (west < east, north < south)


@given(st.floats(-84, 83), st.floats(-179, 178))
def test_equal_areas_stay_equal(latitude: float, longitude: float):
    assert compute_area_ratio(0, 0) == pytest.approx(
        compute_area_ratio(latitude, longitude), rel=1e-3
    )


@pytest.mark.parametrize("country", ["AU", "BR", "CA", "CN", "MG", "NO", "NZ", "TN", "US", "ZA"])
def test_a_country_falls_on_the_drawn_land(country: str):
    assert measure_distance_to_land(*COUNTRIES[country]) < PITCH


@pytest.mark.parametrize("sea", [(30, -45), (-30, 80), (0, -140), (-45, -110), (35, 18.5)])
def test_the_open_sea_is_off_the_drawn_land(sea: tuple[float, float]):
    assert measure_distance_to_land(*sea) > PITCH


def test_four_times_the_members_have_four_times_the_area():
    assert 4 == pytest.approx(compute_dot_radius(4) ** 2 / compute_dot_radius(1) ** 2)


def test_one_member_shows_on_a_small_telephone():
    pixels = 2 * compute_dot_radius(1) * 320 / MAP_WIDTH

    assert pixels >= 5


def test_no_dot_hides_a_continent():
    assert MAX_DOT_RADIUS == compute_dot_radius(1000)


def test_the_largest_dots_come_first_and_equals_go_by_code():
    order = [dot.country for dot in build_dots({"TN": 1, "US": 7, "BR": 1, "MX": 2})]

    assert ["US", "MX", "BR", "TN"] == order


def test_a_dot_carries_its_place_and_its_number_in_tenths_of_a_unit():
    assert (MapDot("BR", 365.5, 290.7, 13.9, 3),) == build_dots({"BR": 3})


def test_a_country_without_members_has_no_dot():
    assert () == build_dots({"BR": 0})


def test_antarctica_has_no_dot_because_the_map_ends_north_of_it():
    assert () == build_dots({"AQ": 1})


def test_the_dot_of_every_other_country_is_inside_the_frame():
    inside = {
        dot.country
        for dot in build_dots(dict.fromkeys(COUNTRIES, 1))
        if 0 <= dot.x <= MAP_WIDTH and 0 <= dot.y <= MAP_HEIGHT
    }

    assert set(COUNTRIES) - {"AQ"} == inside


def test_a_country_without_a_known_point_has_no_dot():
    assert ["NO"] == [dot.country for dot in build_dots({"QX": 3, "NO": 1})]


def test_kosovo_has_a_dot_although_it_has_no_code_of_iso_3166():
    (kosovo,) = build_dots({"XK": 1})
    neighbours = {dot.country: dot for dot in build_dots({"AL": 1, "RS": 1})}

    assert neighbours["AL"].x < kosovo.x
    assert neighbours["RS"].y < kosovo.y < neighbours["AL"].y


def test_the_drawing_has_the_frame_of_the_projection():
    assert f"0 0 {MAP_WIDTH} {MAP_HEIGHT}" == ElementTree.parse(WORLD).getroot().attrib["viewBox"]


def test_the_drawing_needs_no_style_that_a_strict_policy_refuses():
    elements = list(ElementTree.parse(WORLD).iter())

    assert ["svg", "path"] == [element.tag.split("}")[1] for element in elements]
    assert [] == [element for element in elements if "style" in element.attrib]


def test_the_drawing_weighs_little():
    assert len(gzip.compress(WORLD.read_bytes())) < 2000
