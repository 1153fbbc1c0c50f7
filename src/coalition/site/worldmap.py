"""Position and size of each country's dot on the world map.

The map has the frame of `theme/static/images/world.svg`: Equal Earth projection (Šavrič, Patterson
and Jenny, 2018), 1000 units for 360 degrees of longitude, cut below the southern tip of America,
so without Antarctica. The projection preserves areas: no country looks larger than it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from coalition.i18n import COUNTRIES, USER_ASSIGNED_POINTS

MAP_WIDTH = 1000
"""Width of the map in its own units: the third number of its viewBox."""

MAP_HEIGHT = 443
"""Height of the map in the same units, from the North Pole down to about 59 degrees south."""

MIN_DOT_RADIUS = 8.0
"""Radius for a single member, in map units: a dot 5 px wide on a phone 320 px wide."""

MAX_DOT_RADIUS = 40.0
"""Largest radius, in map units, so that no dot hides a continent."""

POINTS = {**COUNTRIES, **USER_ASSIGNED_POINTS}
"""Latitude and longitude of each country's point, in degrees."""

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796  # the constants of Equal Earth


@dataclass(frozen=True)
class MapDot:
    """The dot of one country: centre and radius in map units, y downwards."""

    country: str
    x: float
    y: float
    radius: float
    members: int


def project_point(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the point (x, y) on the map, in its units, of a position in degrees."""
    across, up = _project_equal_earth(math.radians(latitude), math.radians(longitude))
    edge, _ = _project_equal_earth(0, math.pi)
    _, pole = _project_equal_earth(math.pi / 2, 0)
    scale = MAP_WIDTH / 2 / edge
    return (across + edge) * scale, (pole - up) * scale


def compute_dot_radius(members: int) -> float:
    """Return the radius for a number of members (1 or more); the area is proportional to it.

    The result never exceeds MAX_DOT_RADIUS.
    """
    return min(MAX_DOT_RADIUS, MIN_DOT_RADIUS * math.sqrt(members))


def build_dots(counts: Mapping[str, int]) -> tuple[MapDot, ...]:
    """Return a dot for each country with members, from the number of members by ISO 3166-1 code.

    The largest come first, so that small ones are drawn on top; equal ones are sorted by code. A
    country without members, without a known point, or south of the map (Antarctica) has no dot.
    Coordinates are rounded to tenths.
    """
    dots = (
        _make_dot(country, members)
        for country, members in counts.items()
        if members > 0 and country in POINTS
    )
    visible = (dot for dot in dots if dot.y <= MAP_HEIGHT)
    return tuple(sorted(visible, key=lambda dot: (-dot.members, dot.country)))


def _make_dot(country: str, members: int) -> MapDot:
    x, y = project_point(*POINTS[country])
    return MapDot(country, round(x, 1), round(y, 1), round(compute_dot_radius(members), 1), members)


def _project_equal_earth(latitude: float, longitude: float) -> tuple[float, float]:
    """Project radians onto the plane: x to the east, y to the north, the origin in the middle."""
    t = math.asin(math.sqrt(3) / 2 * math.sin(latitude))  # the parametric angle
    slope = 9 * A4 * t**8 + 7 * A3 * t**6 + 3 * A2 * t**2 + A1
    x = 2 * math.sqrt(3) * longitude * math.cos(t) / (3 * slope)
    y = A4 * t**9 + A3 * t**7 + A2 * t**3 + A1 * t
    return x, y
