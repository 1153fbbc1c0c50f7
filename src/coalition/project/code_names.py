"""Find the country or the language that a name means, however it is written.

The names are those of CLDR (Babel) in the languages of the site, in English and in each country's
own languages. CLDR has one name for each, so `COUNTRY_ALIASES` and `LANGUAGE_ALIASES` add what else
people write: short, former and official names, and parts of countries. ISO's own list (pycountry)
would add official names only, in an order that nobody types ("Palestine, State of").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

from coalition.i18n import COUNTRIES, get_language_codes
from coalition.project.slugs import normalize_name

COUNTRY_ALIASES: Mapping[str, str] = {
    # Short names and abbreviations; CLDR has the longer one or another
    "America": "US", "United States of America": "US", "US of A": "US", "Britain": "GB",
    "Great Britain": "GB", "Great Britain and Northern Ireland": "GB",
    "United Kingdom of Great Britain and Northern Ireland": "GB", "Hong Kong": "HK",
    "Macau": "MO", "Palestine": "PS", "State of Palestine": "PS", "Occupied Palestinian Territory":
    "PS", "Czech Republic": "CZ", "Slovak Republic": "SK", "Kyrgyz Republic": "KG", "Emirates":
    "AE", "UAE": "AE", "KSA": "SA", "RSA": "ZA", "PRC": "CN", "ROC": "TW", "DRC": "CD", "DR Congo":
    "CD", "Congo Brazzaville": "CG", "Congo Kinshasa": "CD", "PNG": "PG", "Bosnia": "BA",
    "Herzegovina": "BA", "Trinidad": "TT", "Tobago": "TT", "Antigua": "AG", "Barbuda": "AG",
    "St Kitts": "KN", "Nevis": "KN", "St Vincent": "VC", "Grenadines": "VC", "Sao Tome": "ST",
    "Principe": "ST", "Holy See": "VA", "Vatican": "VA", "East Timor": "TL", "Cape Verde": "CV",
    "Ivory Coast": "CI", "Macedonia": "MK", "Aruba": "AW", "Aland": "AX", "Turkey": "TR",
    # Former names
    "Holland": "NL", "Swaziland": "SZ", "Burma": "MM", "Persia": "IR", "Ceylon": "LK", "Siam": "TH",
    "Zaire": "CD", "Belgian Congo": "CD", "Upper Volta": "BF", "Dahomey": "BJ", "Rhodesia": "ZW",
    "Byelorussia": "BY", "Belorussia": "BY", "Bechuanaland": "BW", "Basutoland": "LS", "Nyasaland":
    "MW", "Northern Rhodesia": "ZM", "Gold Coast": "GH", "Kampuchea": "KH", "Tanganyika": "TZ",
    "East Pakistan": "BD", "Moldavia": "MD", "Kirghizia": "KG", "South West Africa": "NA",
    "East Germany": "DE", "West Germany": "DE", "Abyssinia": "ET", "Formosa": "TW",
    "Malagasy": "MG",
    # Official names of the United Nations that do not only add "Republic of" or the like
    "Republic of Korea": "KR", "Democratic People's Republic of Korea": "KP", "DPRK": "KP",
    "ROK": "KR", "Republic of the Congo": "CG", "Democratic Republic of the Congo": "CD",
    "Lao PDR": "LA", "Lao People's Democratic Republic": "LA", "Russian Federation": "RU",
    "Syrian Arab Republic": "SY", "Brunei Darussalam": "BN", "Viet Nam": "VN",
    "People's Republic of China": "CN", "Republic of China": "TW", "Libyan Arab Jamahiriya": "LY",
    "Federated States of Micronesia": "FM", "Hellenic Republic": "GR", "Republic of Ireland": "IE",
}  # fmt: skip
"""What people write for a country besides CLDR's names, by code."""

COUNTRY_PARTS: Mapping[str, str] = {
    "Scotland": "GB", "England": "GB", "Wales": "GB", "Northern Ireland": "GB", "Ulster": "GB",
    "Cymru": "GB", "Bavaria": "DE", "Catalonia": "ES", "Andalusia": "ES", "Galicia": "ES",
    "Balearic Islands": "ES", "Canary Islands": "ES", "Corsica": "FR", "Brittany": "FR",
    "Sicily": "IT", "Sardinia": "IT", "Tuscany": "IT", "Crete": "GR", "Madeira": "PT",
    "Azores": "PT", "Flanders": "BE", "Wallonia": "BE", "Quebec": "CA", "Ontario": "CA",
    "British Columbia": "CA", "Alberta": "CA", "Nova Scotia": "CA", "California": "US",
    "Texas": "US", "Hawaii": "US", "Alaska": "US", "Florida": "US", "New York": "US",
    "Tasmania": "AU", "New South Wales": "AU", "Queensland": "AU", "Zanzibar": "TZ", "Kerala": "IN",
    "Bali": "ID", "Java": "ID", "Sumatra": "ID", "Sarawak": "MY", "Sabah": "MY", "Tatarstan": "RU",
    "Bougainville": "PG", "Rodrigues": "MU", "Transylvania": "RO", "Bohemia": "CZ",
}  # fmt: skip
"""Parts of countries that people may give as their country. A disputed one is left out."""

AMBIGUOUS_COUNTRIES: Mapping[str, tuple[str, ...]] = {
    "Congo": ("CD", "CG"),
    "Korea": ("KP", "KR"),
    "Virgin Islands": ("VG", "VI"),
    "Czechoslovakia": ("CZ", "SK"),
    "Serbia and Montenegro": ("ME", "RS"),
    "Netherlands Antilles": ("BQ", "CW", "SX"),
}
"""Names that several countries share, or that a former country had."""

LANGUAGE_ALIASES: Mapping[str, str] = {
    "Mandarin": "zh", "Mandarin Chinese": "zh", "Putonghua": "zh", "Castilian": "es",
    "Castellano": "es", "Farsi": "fa", "Parsi": "fa", "Dari": "fa_AF", "Tagalog": "fil",
    "Pilipino": "fil", "Brazilian": "pt_BR", "Brazilian Portuguese": "pt_BR",
    "British English": "en_GB", "American English": "en_US", "Modern Standard Arabic": "ar",
    "Standard Arabic": "ar", "Bahasa Indonesia": "id", "Bahasa Melayu": "ms", "Bahasa Malaysia":
    "ms", "Moldovan": "ro", "Moldavian": "ro", "Slovene": "sl", "Panjabi": "pa", "Bengali": "bn",
    "Oriya": "or", "Sinhalese": "si", "Singhalese": "si", "Uighur": "ug", "Kirghiz": "ky",
    "Azeri": "az", "Belorussian": "be", "Byelorussian": "be", "Valencian": "ca", "Gaelic": "gd",
    "Irish Gaelic": "ga", "Scots Gaelic": "gd", "Romansch": "rm", "Pushto": "ps", "Pashtu": "ps",
    "Chichewa": "ny", "Kirundi": "rn", "Kinyarwanda": "rw", "Kiswahili": "sw", "isiZulu": "zu",
    "isiXhosa": "xh", "Sesotho": "st", "Setswana": "tn", "Greek Modern": "el", "Modern Greek": "el",
    "Burmese": "my", "Cambodian": "km", "Laotian": "lo", "Frisian": "fy", "Twi": "ak",
}  # fmt: skip
"""What people write for a language besides CLDR's names, by code."""

_FORMAL_START = re.compile(
    r"(?:the )?(?:\w+ ){0,3}(?:republic|kingdom|state|principality|commonwealth|union|sultanate|"
    r"grand duchy|confederation) of (?:the )?"
)
_FORMAL_END = re.compile(r"(?: ?\(.*\)|, .*)$")
_SEPARATOR = re.compile(r"\s*(?:[,;/+&|\u060c\u3001]|\band\b|\bet\b|\by\b|\bund\b|\bи\b)\s*")
_MIN_FUZZY_LENGTH, _LONG_NAME_LENGTH, _MAX_FUZZY_LENGTH = 4, 9, 60

CodeIndex = Mapping[str, str]


def find_countries(
    name: str,
    languages: tuple[str, ...],
    own_names: CodeIndex = MappingProxyType({}),
    *,
    similar: bool = True,
) -> tuple[str, ...]:
    """Return the codes of the countries that a name means, or nearly means; mostly one or none.

    `own_names` are those that the coalition has for countries; they take precedence. Without
    `similar`, typing errors are not accepted.
    """
    words = list(_iter_country_words(name))
    index = {**index_country_names(languages), **own_names}
    first = next((word for word in words if word in index or word in _AMBIGUOUS), "")
    if first in _AMBIGUOUS:
        return _AMBIGUOUS[first]
    return _find_codes(words, index, _index_own_country_names, similar=similar)


def is_country_name(name: str, languages: tuple[str, ...]) -> bool:
    """Return whether a text is exactly the name or the code of a country in some languages."""
    index = index_country_names(languages)
    return any(word in index for word in _iter_country_words(name))


def find_languages(
    name: str, languages: tuple[str, ...], *, similar: bool = True
) -> tuple[str, ...]:
    """Return the codes of the languages that a name means, or nearly means; mostly one or none."""
    words = [normalize_name(name.replace("-", "_")), simplify_name(name)]
    words += [word.removesuffix(" language") for word in words]
    index = _index_common_language_names(languages)
    codes = _find_codes(words, index, _index_own_language_names, similar=False)
    if codes or not similar:
        return codes
    return find_similar_codes(words[1], index_language_names(languages))


def get_parent_country(name: str) -> str:
    """Return the country that a place is a part of, by the table of such parts; else nothing."""
    return _PARTS.get(simplify_name(name), "")


def is_region(name: str, languages: tuple[str, ...]) -> bool:
    """Return whether a name is CLDR's for a region, or a territory without a code of ISO 3166-1."""
    return simplify_name(name) in _index_regions(languages)


def split_names(text: str) -> list[str]:
    """Return the parts of a text that is a list of names, as in "English and French"."""
    return [part for part in _SEPARATOR.split(text.strip(" []")) if part]


def get_english_name(kind: str, code: str) -> str:
    """Return the English name of a country or a language; its code if CLDR has none."""
    english = Locale.parse("en")
    if kind == "country":
        return str(english.territories.get(code, code))
    return str(english.languages.get(code) or Locale.parse(code).get_display_name("en") or code)


def simplify_name(name: str) -> str:
    """Return a name in a form that is equal for all its common spellings."""
    word = normalize_name(name).replace(".", "").replace("\u2019", "'").replace("&", " and ")
    word = re.sub(r"[-\u2013_/]", " ", word)
    word = re.sub(r"\bst\b", "saint", " ".join(word.split()))
    return word.removeprefix("the ")


@cache
def index_country_names(languages: tuple[str, ...]) -> dict[str, str]:
    """Map codes, former codes and names in `languages` to the code of the country."""
    index = {normalize_name(code): code for code in COUNTRIES}
    for alias, codes in get_global("territory_aliases").items():
        if len(codes) == 1 and codes[0] in COUNTRIES:
            index.setdefault(normalize_name(alias), codes[0])
    for language in languages:
        _add_names(index, _iter_country_names(language))
    for names in (COUNTRY_ALIASES, COUNTRY_PARTS):
        _add_names(index, names.items())
    for name in _AMBIGUOUS:
        index.pop(name, None)
    return index


@cache
def index_language_names(languages: tuple[str, ...]) -> dict[str, str]:
    """Map codes, names in `languages` and each language's own name to its code."""
    return {**_index_own_language_names(), **_index_common_language_names(languages)}


@cache
def _index_common_language_names(languages: tuple[str, ...]) -> dict[str, str]:
    known = get_language_codes()
    index = {normalize_name(code): code for code in known}
    for alias, code in get_global("language_aliases").items():
        if code in known:
            index.setdefault(normalize_name(alias), code)
    for language in languages:
        names = Locale.parse(language).languages.items()
        _add_names(index, ((str(name), code) for code, name in names if code in known))
    _add_names(index, LANGUAGE_ALIASES.items())
    return index


@cache
def _index_own_language_names() -> dict[str, str]:
    """Map the own names of languages with two-letter codes to these; loads 180 files of Babel's."""
    index: dict[str, str] = {}
    for code in sorted(get_language_codes()):
        if len(code) == 2:
            _add_names(index, [(Locale.parse(code).get_language_name() or code, code)])
    return index


def _add_names(index: dict[str, str], names: Iterable[tuple[str, str]]) -> None:
    """Add names to an index, as they are and simplified, where it has no such name yet."""
    for name, code in names:
        index.setdefault(normalize_name(name), code)
        index.setdefault(simplify_name(name), code)


def _iter_country_names(language: str) -> Iterator[tuple[str, str]]:
    """Yield the names of the countries in a language, each with its code."""
    for code, name in Locale.parse(language).territories.items():
        if code in COUNTRIES:
            yield str(name), code


@cache
def _index_own_country_names() -> dict[str, str]:
    """Map the name of each country in its own languages to its code; loads 100 files of Babel's."""
    index: dict[str, str] = {}
    for code in COUNTRIES:
        for language in get_official_languages(code, de_facto=True):
            try:
                name = Locale.parse(language).territories.get(code)
            except (UnknownLocaleError, ValueError):
                continue
            _add_names(index, [(str(name), code)] if name else [])
    return index


@cache
def _index_regions(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        simplify_name(str(name))
        for language in languages
        for code, name in Locale.parse(language).territories.items()
        if code not in COUNTRIES
    )


def _iter_country_words(name: str) -> Iterator[str]:
    """Yield the forms in which to look for a country's name, the most exact one first."""
    word = simplify_name(name)
    yield normalize_name(name)
    yield word
    yield _FORMAL_START.sub("", word)
    yield simplify_name(_FORMAL_END.sub("", normalize_name(name)))


def _find_codes(
    words: list[str], index: CodeIndex, get_more_names: Callable[[], CodeIndex], *, similar: bool
) -> tuple[str, ...]:
    for word in words:
        if word in index:
            return (index[word],)
    more = get_more_names()
    for word in words:
        if word in more:
            return (more[word],)
    return find_similar_codes(words[1], index) if similar else ()


def find_similar_codes(word: str, index: CodeIndex, max_errors: int = 2) -> tuple[str, ...]:
    """Return the codes or ids of the names that differ from a word by one typing error, in order.

    Up to `max_errors` are accepted in long names. The first letter has to be right: few people
    mistype it, and names that differ in it are often those of other countries.
    """
    if not _MIN_FUZZY_LENGTH <= len(word) <= _MAX_FUZZY_LENGTH:
        return ()
    limit = 1 if len(word) < _LONG_NAME_LENGTH else max_errors
    distances: dict[str, int] = {}
    for name, code in index.items():
        if name[:1] == word[0] and len(name) >= _MIN_FUZZY_LENGTH:
            distance = measure_typing_errors(word, name, limit)
            if distance <= limit:
                distances[code] = min(distance, distances.get(code, distance))
    least = min(distances.values(), default=0)
    return tuple(sorted(code for code, distance in distances.items() if distance == least))


def measure_typing_errors(first: str, second: str, limit: int) -> int:
    """Return the number of letters left out, added, replaced or exchanged with the next one.

    That is the distance of optimal string alignment. Numbers above `limit` are all `limit + 1`.
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before_previous: list[int] = []
    previous = list(range(len(second) + 1))
    for i, letter in enumerate(first, start=1):
        current = [i]
        for j, other in enumerate(second, start=1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (letter != other))
            is_exchanged = i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other
            current.append(min(cost, before_previous[j - 2] + 1) if is_exchanged else cost)
        if min(current) > limit:
            return limit + 1
        before_previous, previous = previous, current
    return previous[-1]


_AMBIGUOUS = {simplify_name(name): codes for name, codes in AMBIGUOUS_COUNTRIES.items()}
_PARTS = {simplify_name(name): code for name, code in COUNTRY_PARTS.items()}
