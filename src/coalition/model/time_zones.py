"""The time zones of the IANA database in the package `tzdata`, not those of the machine.

A site has to show the same times wherever it is built.
"""

from __future__ import annotations

import importlib.resources
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo

from coalition.diagnostics import Message, quote_value

TIME_ZONE_HINT = Message("write continent and a large city, as in 'Africa/Nairobi', or 'UTC'")

_ABBREVIATIONS = {
    "utc": "UTC", "gmt": "UTC", "z": "UTC", "zulu": "UTC", "uct": "UTC",
    "acst": "Australia/Adelaide", "adt": "America/Halifax", "aedt": "Australia/Sydney",
    "aest": "Australia/Sydney", "art": "America/Argentina/Buenos_Aires", "ast": "America/Halifax",
    "awst": "Australia/Perth", "brt": "America/Sao_Paulo", "bst": "Europe/London",
    "cat": "Africa/Maputo", "cdt": "America/Chicago", "cest": "Europe/Paris", "cet": "Europe/Paris",
    "cst": "America/Chicago", "ct": "America/Chicago", "eat": "Africa/Nairobi",
    "edt": "America/New_York", "eest": "Europe/Athens", "eet": "Europe/Athens",
    "est": "America/New_York", "et": "America/New_York", "hkt": "Asia/Hong_Kong",
    "hst": "Pacific/Honolulu", "ict": "Asia/Bangkok", "ist": "Asia/Kolkata", "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul", "mdt": "America/Denver", "met": "Europe/Paris", "mez": "Europe/Berlin",
    "mesz": "Europe/Berlin", "msk": "Europe/Moscow", "mst": "America/Denver",
    "mt": "America/Denver", "npt": "Asia/Kathmandu", "nzdt": "Pacific/Auckland",
    "nzst": "Pacific/Auckland", "pdt": "America/Los_Angeles", "pht": "Asia/Manila",
    "pkt": "Asia/Karachi", "pst": "America/Los_Angeles", "pt": "America/Los_Angeles",
    "sast": "Africa/Johannesburg", "sgt": "Asia/Singapore", "wat": "Africa/Lagos",
    "west": "Europe/Lisbon", "wet": "Europe/Lisbon", "wib": "Asia/Jakarta",
}  # fmt: skip
"""A zone for each usual abbreviation. Most are used in several zones, so it is only an example."""

_OFFSET = re.compile(r"(?:etc/)?(?:utc|gmt|z)?\s*[+\-\u2212]\s*[0-9]{1,2}(?::?[0-9]{2})?", re.I)
_MAX_COMPARED_LENGTH = 40
"""Characters of a text that is compared with all names: longer ones are no slip of typing."""

_MAX_COUNTRY_ZONES = 4
"""Number of zones of a country that a hint lists."""


@cache
def list_time_zones() -> tuple[str, ...]:
    """Return the names of all time zones, such as `Asia/Tokyo`.

    Without abbreviations such as `EST`, which has no summer time, and without `Etc/GMT+3`, which is
    three hours behind UTC and not ahead.
    """
    names = importlib.resources.files("tzdata").joinpath("zones").read_text("utf-8").split()
    return tuple(
        name for name in names if name == "UTC" or ("/" in name and not name.startswith("Etc/"))
    )


@cache
def load_time_zone(name: str) -> ZoneInfo:
    """Return the time zone of this name, which `list_time_zones` has."""
    folder = importlib.resources.files("tzdata.zoneinfo")
    with folder.joinpath(*name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@cache
def list_country_zones() -> Mapping[str, tuple[str, ...]]:
    """Map the codes of countries to the time zones in them."""
    zones = defaultdict(list)
    for country, _, zone, *_ in _read_table("zone.tab"):
        zones[country].append(zone)
    return {country: tuple(names) for country, names in zones.items()}


def suggest_time_zone(value: str) -> Message:
    """Return the hint for a text that is not a time zone."""
    key = _normalize(value)
    if _OFFSET.fullmatch(key):
        return Message(
            "an offset is wrong in the other half of the year where there is summer time: write the"
            " zone of the place, as in 'Africa/Nairobi', or 'UTC' with the time of UTC"
        )
    zone = find_time_zone(value)
    if zone and zone != "UTC" and key in _ABBREVIATIONS:
        return Message(
            "an abbreviation is not unique: write the zone of the place, as in '%(zone)s'",
            zone=zone,
        )
    if zone:
        return Message("did you mean '%(match)s'?", match=zone)
    if zones := list_country_zones().get(_list_country_codes().get(key, ""), ()):
        return Message(
            "there are several time zones in this country: write one of them, as in %(zones)s",
            zones=join_zones(zones),
        )
    return TIME_ZONE_HINT


def find_time_zone(value: str, *, similar: bool = True) -> str | None:
    """Return the time zone that a text may mean: by its city, country, or abbreviation.

    With `similar`, names with other letters may match, too.
    """
    key = _normalize(value)
    if key in _ABBREVIATIONS:
        return _ABBREVIATIONS[key]
    zones = list_country_zones().get(_list_country_codes().get(key, ""), ())
    if len(zones) == 1:
        return zones[0]
    names = _list_zones_by_name()
    words = [key, *(word.strip() for word in re.split(r"[,;()]|\btime\b", key))]
    for word in words:
        if word in names:
            return names[word]
    candidates = names if similar else ()
    matches = get_close_matches(key[:_MAX_COMPARED_LENGTH], candidates, n=1, cutoff=0.8)
    return names[matches[0]] if matches else None


def join_zones(zones: tuple[str, ...]) -> str:
    """Return the quoted names of time zones, at most a few."""
    shown = ", ".join(quote_value(zone) for zone in zones[:_MAX_COUNTRY_ZONES])
    return f"{shown}, ..." if len(zones) > _MAX_COUNTRY_ZONES else shown


@cache
def _list_zones_by_name() -> Mapping[str, str]:
    """Map the normalized names of zones, and of their cities, to the zones."""
    zones = list_time_zones()
    cities = {_normalize(name.rpartition("/")[2]): name for name in zones}
    return cities | {_normalize(name): name for name in zones}


@cache
def _list_country_codes() -> Mapping[str, str]:
    """Map the normalized English names of countries to their codes."""
    return {_normalize(name): code for code, name, *_ in _read_table("iso3166.tab")}


def _read_table(name: str) -> Iterator[list[str]]:
    """Yield the rows of a table of the database."""
    folder = importlib.resources.files("tzdata.zoneinfo")
    for line in folder.joinpath(name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _normalize(value: str) -> str:
    """Return a name for comparison: lower case, no accents, blanks for underscores."""
    decomposed = unicodedata.normalize("NFKD", value)
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(letters.replace("_", " ").lower().split())


@cache
def find_only_time_zone(country: str) -> str:
    """Return the time zone of a country, by its code; empty if it has several, or is unknown."""
    table = importlib.resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    zones = [row[2] for row in rows if row[0] == country]
    return zones[0] if len(zones) == 1 else ""
