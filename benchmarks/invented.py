"""Write a `data/` folder with any number of invented members, deterministically.

All persons are invented. It uses all features of the format (biographies, links, areas of action,
former members, organisations within others), so its pages are longer than those of a young
coalition.
If it has several languages, it is translated as such data usually are: the texts of the coalition,
its groups, areas and goals are translated, those of members and organisations are not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import yaml

from coalition.i18n.countries import COUNTRIES

COUNTRIES_AT_MOST = 100
GOAL = {"colour": "#19486A", "ink": "white"}
GOALS, AREAS, GROUPS = 6, 5, 4

# Each also differs from the others without its accent, or two names would be the same
CONSONANTS = ("b", "ch", "d", "f", "g", "k", "l", "m", "ñ", "p", "r", "s", "t", "v", "w", "z")
VOWELS = ("a", "é", "i", "ö", "u", "ai", "au", "ou")
SYLLABLES = [consonant + vowel for consonant in CONSONANTS for vowel in VOWELS]

# The same number of characters for each language, in its script
SIGNS = {
    "ar": (tuple("بتدفجكلمنرسشصعقه"), ("ا", "ي", "و", "اي", "او", "يا", "وا", "ية")),
    "ru": (tuple("бчдфгклмнпрствцз"), tuple("аэиёуяюо")),
    "zh": (tuple("学校教育人民国家合作开放资源知识"), tuple("大小中新和平水山")),
}
SPELT = {
    language: dict(zip(SYLLABLES, (one + other for one in first for other in second), strict=True))
    for language, (first, second) in SIGNS.items()
}

GROUP = {
    "en": "Group of {}",
    "fr": "Groupe de {}",
    "es": "Grupo de {}",
    "ar": "مجموعة {}",
    "ru": "Группа {}",
    "zh": "{}组",
}
AREA = {
    "en": "Area of {}",
    "fr": "Domaine de {}",
    "es": "Ámbito de {}",
    "ar": "مجال {}",
    "ru": "Направление {}",
    "zh": "{}领域",
}
GOAL_TITLE = {
    "en": "Goal of {}",
    "fr": "Objectif de {}",
    "es": "Objetivo de {}",
    "ar": "هدف {}",
    "ru": "Цель {}",
    "zh": "{}目标",
}

Entry = dict[str, object]


def write(folder: Path, members: int, languages: Sequence[str] = ("en",)) -> None:
    """Write the five files for this number of members into `folder`, which is created.

    `languages` are those of the site, out of English, French, Spanish, Arabic, Russian and Chinese.
    """
    organisations = max(1, members * 3 // 10)
    countries = sorted(COUNTRIES)[: min(COUNTRIES_AT_MOST, organisations)]
    seats = [countries[number % len(countries)] for number in range(organisations)]
    files: dict[str, object] = {
        "coalition": _coalition(languages),
        "action_areas": [_area(number, languages) for number in range(AREAS)],
        "sdgs": [_goal(number, languages) for number in range(GOALS)],
        "organisations": [_organisation(number, seat) for number, seat in enumerate(seats)],
        "members": [_member(number, seats) for number in range(members)],
    }
    folder.mkdir(parents=True)
    for name, entries in files.items():
        text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=100)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def _coalition(languages: Sequence[str]) -> Entry:
    mission = "It brings invented people together to measure how long their pages take."
    return {
        "name": "Invented Coalition of Many",
        "acronym": "ICM",
        "mission": _in(languages, lambda code: mission if code == "en" else _sentence(1, code)),
        "languages": list(languages),
        "groups": [
            {"id": f"group-{number}", "name": _titled(GROUP, number, languages)}
            for number in range(GROUPS)
        ],
        "contact": {"name": "Nobody Atall", "email": "nobody [at] coalition.example"},
        "licence": {"name": "CC0 1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"},
    }


def _area(number: int, languages: Sequence[str]) -> Entry:
    summary = f"What is done for {_word(number)}, in one line"
    return {
        "id": f"area-{number}",
        "title": _titled(AREA, number, languages),
        "summary": _in(languages, lambda code: summary if code == "en" else _word(number, code)),
        "text": _in(
            languages, lambda code: f"{_sentence(number, code)} {_sentence(number + 1, code)}"
        ),
        "goals": [number + 1, number % GOALS + 2],
    }


def _goal(number: int, languages: Sequence[str]) -> Entry:
    return {"number": number + 1, "title": _titled(GOAL_TITLE, number, languages), **GOAL}


def _titled(titles: dict[str, str], number: int, languages: Sequence[str]) -> object:
    return _in(languages, lambda code: titles[code].format(_word(number, code)))


def _in(languages: Sequence[str], say: Callable[[str], str]) -> object:
    """Return a text in each of the languages, or the text alone if there is only one."""
    said = {code: say(code) for code in languages}
    return said if len(said) > 1 else said[languages[0]]


def _organisation(number: int, seat: str) -> Entry:
    entry: Entry = {
        "id": f"organisation-{number}",
        "name": f"{_word(number)} University of {_word(number * 7)}",
        "city": _word(number * 3),
        "country": seat,
        "url": f"https://organisation-{number}.example/",
        "description": _sentence(number),
        "checked": _day(number),
    }
    return entry | ({"part_of": f"organisation-{number - 1}"} if number % 10 == 9 else {})


def _member(number: int, seats: list[str]) -> Entry:
    """Return a member: every second one has a biography, every twentieth is a former member."""
    organisation = number % len(seats)
    entry: Entry = {
        "name": f"{_word(number * 5)} {_word(number)}",
        "role": f"Head of {_word(number % 40)}",
        "organisation": f"organisation-{organisation}",
        "country": seats[organisation],
        "group": f"group-{number % GROUPS}",
        "url": f"https://organisation-{organisation}.example/people/{number}",
        "action_areas": [f"area-{number % AREAS}"],
        "languages": ["en", "fr"],
        "since": _day(number),
        "checked": _day(number + 30),
    }
    if number % 2:
        entry["bio"] = f"{_sentence(number)} See [the *work*](https://work-{number}.example/)."
    if number % 20 == 19:
        entry["until"] = _day(number + 1000)
    return entry


def _day(number: int) -> date:
    return date(2020, 1, 1) + timedelta(days=number)


def _sentence(number: int, language: str = "en") -> str:
    words = " ".join(_word(number * 3 + place, language).lower() for place in range(12))
    return f"{words.capitalize()}."


def _word(number: int, language: str = "en") -> str:
    """Return a name of two or more syllables, unique for each number."""
    spelt = SPELT.get(language, {})
    number += len(SYLLABLES)
    word = ""
    while number:
        number, place = divmod(number, len(SYLLABLES))
        word += spelt.get(SYLLABLES[place], SYLLABLES[place])
    return word.capitalize()
