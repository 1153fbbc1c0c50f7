"""The data of a coalition whose lists are divided into pages, with names in several scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

CROWD = "crowd"
"""The name of the site, among those of the coalitions in `tests/data/coalitions/`."""

MEMBERS = 1_000
FORMER, DECEASED = 30, 3
ORGANISATIONS = 320
EVENTS = 330
COMING = 5
DOCUMENTS = 320
LANGUAGES = ("en", "ar", "zh")

DAY = date(2024, 5, 2)
"""The day of the data, after which events are coming."""

HOSTILE_NAME = "Ev'il \\x3c </script><script>alert(1)</script> __proto__"
"""A name that breaks out of badly escaped HTML or JavaScript."""

SYLLABLES = (
    "an", "bel", "chi", "dor", "él", "fra", "gö", "hu", "ist", "jo", "kel", "lu", "ma", "nor",
    "øst", "pa", "qui", "ro", "sa", "ta", "ur",
)  # fmt: skip
ARABIC = ("أمين", "بدر", "جمال", "حسن", "خالد", "سمير", "طارق", "كريم", "نادر", "يوسف")
CHINESE = ("安明", "白云", "陈新", "高山", "李学", "马文", "孙和", "王小", "张中", "周平")

Entry = dict[str, Any]


def make_data() -> dict[str, Any]:
    """Return the content of each file in `data/` by its name."""
    people = [{"member": f"member-{number}"} for number in range(160)]
    return {
        "coalition": {
            "name": "Coalition of the Crowd",
            "acronym": "CC",
            "mission": {"en": "Stand close.", "ar": "قفوا متقاربين.", "zh": "站在一起。"},
            "languages": list(LANGUAGES),
            "groups": [
                {"id": "many", "name": {"en": "Many", "ar": "كثيرون", "zh": "多"}},
                {"id": "few", "name": {"en": "Few", "ar": "قليلون", "zh": "少"}},
            ],
            "contact": {"name": "Nobody", "email": "nobody [at] crowd.example.org"},
            "licence": {
                "name": "CC0 1.0",
                "url": "https://creativecommons.org/publicdomain/zero/1.0/",
            },
        },
        "action_areas": [
            {"id": "area", "title": {"en": "An area", "ar": "مجال", "zh": "领域"}},
        ],
        "sdgs": [],
        "organisations": list(_iter_organisations()),
        "members": list(_iter_members()),
        "working_groups": [
            {"id": "large", "title": {"en": "Large", "ar": "كبير", "zh": "大"}, "members": people}
        ],
        "events": list(_iter_events(people)),
        "documents": list(_iter_documents()),
    }


def write_project(folder: Path) -> None:
    """Write `data/` and `content/` into `folder`."""
    data, pages = folder / "data", folder / "content" / "pages"
    for created in (data, pages):
        created.mkdir(parents=True)
    for name, entries in make_data().items():
        text = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False)
        (data / f"{name}.yaml").write_text(text, "utf-8")
    (pages / "members.en.md").write_text("Title: All members\n\nWho is in the crowd.\n", "utf-8")


def _word(number: int) -> str:
    first, second = divmod(number, len(SYLLABLES))
    return (SYLLABLES[second] + SYLLABLES[first % len(SYLLABLES)]).capitalize()


def _iter_organisations() -> Iterator[Entry]:
    for number in range(ORGANISATIONS):
        yield {
            "id": f"organisation-{number}",
            "name": f"{_word(number * 3)} University of {_word(number)}",
            "country": "FR" if number % 4 else "KE",
            **({"acronym": "UX", "kind": "university"} if number % 5 == 0 else {}),
        }


def _iter_members() -> Iterator[Entry]:
    """Yield the members: the names of every tenth are in Arabic, or in Chinese, as well."""
    for number in range(MEMBERS):
        first, last = _word(number * 7), _word(number)
        name: Any = f"{first} {last}{number % 9 or ''}"
        if number % 10 == 3:
            name = {"en": name, "ar": f"{ARABIC[number // 10 % 10]} {ARABIC[number // 100]}"}
        elif number % 10 == 7:
            name = {"en": name, "zh": f"{CHINESE[number // 10 % 10]}{CHINESE[number // 100][0]}"}
        elif number == 1:
            name = HOSTILE_NAME
        elif number == 2:
            name = {"ru": "Иван Яковлев"}
        yield {
            "id": f"member-{number}",
            "name": name,
            "role": f"Head of {_word(number % 30)}",
            "organisation": "organisation-0" if number % 5 == 0 else f"organisation-{number % 300}",
            "country": "FR" if number % 3 else ("KE" if number % 2 else "BR"),
            "group": "many" if number % 8 else "few",
            "action_areas": ["area"] if number % 2 else [],
            **({"until": "2020-01-01"} if number < FORMER else {}),
            **({"died": "2021-01-01"} if number < DECEASED else {}),
        }


def _iter_events(people: list[Entry]) -> Iterator[Entry]:
    for number in range(EVENTS):
        day = DAY + timedelta(days=10 * (COMING - 1 - number) + 5)
        is_timed = number == 0
        yield {
            "id": f"event-{number}",
            "title": f"Meeting {number} of {_word(number)}",
            "kind": "meeting" if number % 3 else "webinar",
            "start": f"{day} 10:00" if is_timed else str(day),
            **({"timezone": "Africa/Nairobi"} if is_timed else {}),
            "place": {"city": _word(number % 40), "country": "KE" if number % 2 else "FR"},
            "action_areas": ["area"] if number % 2 else [],
            **({"people": people} if number == 10 else {}),
            **({"checked": str(DAY)} if number == 0 else {}),
        }


def _iter_documents() -> Iterator[Entry]:
    for number in range(DOCUMENTS):
        yield {
            "id": f"document-{number}",
            "title": f"Paper {number} on {_word(number)}",
            "type": "report" if number % 2 else "guidelines",
            **({"date": str(2024 - number // 40)} if number < 310 else {}),
            "versions": [
                {"language": "en", "url": f"https://crowd.example.org/{number}.pdf"},
                {"language": "fr", "url": f"https://crowd.example.org/{number}-fr.pdf"},
            ],
        }
