"""The regions of the world and the regional groups of the United Nations, by ISO 3166-1 code.

Regions are those of the United Nations Statistics Division, "Standard country or area codes for
statistical use" (M49): numbers, names in the six official languages, and the countries of each.
Source: the tables UNSD-{en,fr,es,ar,ru,cn}.csv of September 2024 in
github.com/datasets/country-codes, snapshot of 15 May 2026 (Open Data Commons PDDL 1.0, a public
domain dedication). Antarctica and Taiwan have no region there, and so none here.

The regional groups are those in which member states of the United Nations elect members of its
bodies. Source: "UN Regional Groups of Member States" in github.com/akvo/unep-gpml, compared with
un.org/dgacm/en/content/regional-groups. Territories and observers are in no group. Türkiye takes
part in two. The United States only observes one, and is in none here.

Read from these sources once: nothing here is read or computed when the site is built.

Imports no other module of this package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class M49Region:
    """A region of M49: the number of the `parent` that it is part of, or empty, and its names.

    `names` are those of the United Nations, by language.
    """

    parent: str
    names: Mapping[str, str]


REGIONS: Final[Mapping[str, M49Region]] = MappingProxyType(
    {
        "002": M49Region(
            "",
            {
                "en": "Africa",
                "fr": "Afrique",
                "es": "África",
                "ar": "أفريقيا",
                "ru": "Африка",
                "zh": "非洲",
            },
        ),
        "015": M49Region(
            "002",
            {
                "en": "Northern Africa",
                "fr": "Afrique septentrionale",
                "es": "África septentrional",
                "ar": "أفريقيا الشمالية",
                "ru": "Северная Африка",
                "zh": "北非",
            },
        ),
        "202": M49Region(
            "002",
            {
                "en": "Sub-Saharan Africa",
                "fr": "Afrique subsaharienne",
                "es": "África Subsahariana",
                "ar": "أفريقيا جنوب الصحراء الكبرى",
                "ru": "Африка к югу от Сахары",
                "zh": "撒哈拉以南非洲",
            },
        ),
        "014": M49Region(
            "202",
            {
                "en": "Eastern Africa",
                "fr": "Afrique orientale",
                "es": "África oriental",
                "ar": "شرق أفريقيا",
                "ru": "Восточная Африка",
                "zh": "东非",
            },
        ),
        "017": M49Region(
            "202",
            {
                "en": "Middle Africa",
                "fr": "Afrique centrale",
                "es": "África central",
                "ar": "وسط أفريقيا",
                "ru": "Центральная Африка",
                "zh": "中非",
            },
        ),
        "018": M49Region(
            "202",
            {
                "en": "Southern Africa",
                "fr": "Afrique australe",
                "es": "África meridional",
                "ar": "الجنوب الأفريقي",
                "ru": "Южная часть Африки",
                "zh": "南部非洲",
            },
        ),
        "011": M49Region(
            "202",
            {
                "en": "Western Africa",
                "fr": "Afrique occidentale",
                "es": "África occidental",
                "ar": "غرب أفريقيا",
                "ru": "Западная Африка",
                "zh": "西非",
            },
        ),
        "019": M49Region(
            "",
            {
                "en": "Americas",
                "fr": "Amériques",
                "es": "Américas",
                "ar": "الأمريكتان",
                "ru": "Северная и Южная Америка",
                "zh": "美洲",
            },
        ),
        "419": M49Region(
            "019",
            {
                "en": "Latin America and the Caribbean",
                "fr": "Amérique latine et Caraïbes",
                "es": "América Latina y el Caribe",
                "ar": "أمريكا اللاتينية ومنطقة البحر الكاريبي",
                "ru": "Латинская Америка и Карибский бассейн",
                "zh": "拉丁美洲和加勒比",
            },
        ),
        "029": M49Region(
            "419",
            {
                "en": "Caribbean",
                "fr": "Caraïbes",
                "es": "El Caribe",
                "ar": "منطقة البحر الكاريبي",
                "ru": "Карибский бассейн",
                "zh": "加勒比",
            },
        ),
        "013": M49Region(
            "419",
            {
                "en": "Central America",
                "fr": "Amérique centrale",
                "es": "América central",
                "ar": "أمريكا الوسطى",
                "ru": "Центральная Америка",
                "zh": "中美洲",
            },
        ),
        "005": M49Region(
            "419",
            {
                "en": "South America",
                "fr": "Amérique du Sud",
                "es": "América del Sur",
                "ar": "أمريكا الجنوبية",
                "ru": "Южная Америка",
                "zh": "南美洲",
            },
        ),
        "021": M49Region(
            "019",
            {
                "en": "Northern America",
                "fr": "Amérique septentrionale",
                "es": "América septentrional",
                "ar": "أمريكا الشمالية",
                "ru": "Северная Америка",
                "zh": "北美",
            },
        ),
        "142": M49Region(
            "",
            {
                "en": "Asia",
                "fr": "Asie",
                "es": "Asia",
                "ar": "آسيا",
                "ru": "Азия",
                "zh": "亚洲",
            },
        ),
        "143": M49Region(
            "142",
            {
                "en": "Central Asia",
                "fr": "Asie centrale",
                "es": "Asia central",
                "ar": "آسيا الوسطى",
                "ru": "Центральная Азия",
                "zh": "中亚",
            },
        ),
        "030": M49Region(
            "142",
            {
                "en": "Eastern Asia",
                "fr": "Asie orientale",
                "es": "Asia oriental",
                "ar": "شرقي آسيا",
                "ru": "Восточная Азия",
                "zh": "东亚",
            },
        ),
        "035": M49Region(
            "142",
            {
                "en": "South-eastern Asia",
                "fr": "Asie du Sud-Est",
                "es": "Asia sudoriental",
                "ar": "جنوب شرقي آسيا",
                "ru": "Юго-Восточная Азия",
                "zh": "东南亚",
            },
        ),
        "034": M49Region(
            "142",
            {
                "en": "Southern Asia",
                "fr": "Asie méridionale",
                "es": "Asia meridional",
                "ar": "جنوب آسيا",
                "ru": "Южная Азия",
                "zh": "南亚",
            },
        ),
        "145": M49Region(
            "142",
            {
                "en": "Western Asia",
                "fr": "Asie occidentale",
                "es": "Asia occidental",
                "ar": "غربي آسيا",
                "ru": "Западная Азия",
                "zh": "西亚",
            },
        ),
        "150": M49Region(
            "",
            {
                "en": "Europe",
                "fr": "Europe",
                "es": "Europa",
                "ar": "أوروبا",
                "ru": "Европа",
                "zh": "欧洲",
            },
        ),
        "151": M49Region(
            "150",
            {
                "en": "Eastern Europe",
                "fr": "Europe orientale",
                "es": "Europa oriental",
                "ar": "أوروبا الشرقية",
                "ru": "Восточная Европа",
                "zh": "东欧",
            },
        ),
        "154": M49Region(
            "150",
            {
                "en": "Northern Europe",
                "fr": "Europe septentrionale",
                "es": "Europa septentrional",
                "ar": "أوروبا الشمالية",
                "ru": "Северная Европа",
                "zh": "北欧",
            },
        ),
        "039": M49Region(
            "150",
            {
                "en": "Southern Europe",
                "fr": "Europe méridionale",
                "es": "Europa meridional",
                "ar": "أوروبا الجنوبية",
                "ru": "Южная Европа",
                "zh": "南欧",
            },
        ),
        "155": M49Region(
            "150",
            {
                "en": "Western Europe",
                "fr": "Europe occidentale",
                "es": "Europa occidental",
                "ar": "أوروبا الغربية",
                "ru": "Западная Европа",
                "zh": "西欧",
            },
        ),
        "009": M49Region(
            "",
            {
                "en": "Oceania",
                "fr": "Océanie",
                "es": "Oceanía",
                "ar": "أوقيانوسيا",
                "ru": "Океания",
                "zh": "大洋洲",
            },
        ),
        "053": M49Region(
            "009",
            {
                "en": "Australia and New Zealand",
                "fr": "Australie et Nouvelle-Zélande",
                "es": "Australia y Nueva Zelandia",
                "ar": "أستراليا ونيوزيلندا",
                "ru": "Австралия и Новая Зеландия",
                "zh": "澳大利亚和新西兰",
            },
        ),
        "054": M49Region(
            "009",
            {
                "en": "Melanesia",
                "fr": "Mélanésie",
                "es": "Melanesia",
                "ar": "ميلانيزيا",
                "ru": "Меланезия",
                "zh": "美拉尼西亚",
            },
        ),
        "057": M49Region(
            "009",
            {
                "en": "Micronesia",
                "fr": "Micronésie",
                "es": "Micronesia",
                "ar": "ميكرونيزيا",
                "ru": "Микронезия",
                "zh": "密克罗尼西亚",
            },
        ),
        "061": M49Region(
            "009",
            {
                "en": "Polynesia",
                "fr": "Polynésie",
                "es": "Polinesia",
                "ar": "بولينيزيا",
                "ru": "Полинезия",
                "zh": "波利尼西亚",
            },
        ),
    }
)
"""The regions by number, in the order of M49: each after the one that it is part of."""

_COUNTRIES_BY_REGION: Final[Mapping[str, str]] = MappingProxyType(
    {
        "015": "DZ EG EH LY MA SD TN",
        "014": "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
        "017": "AO CD CF CG CM GA GQ ST TD",
        "018": "BW LS NA SZ ZA",
        "011": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
        "029": (
            "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI"
        ),
        "013": "BZ CR GT HN MX NI PA SV",
        "005": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
        "021": "BM CA GL PM US",
        "143": "KG KZ TJ TM UZ",
        "030": "CN HK JP KP KR MN MO",
        "035": "BN ID KH LA MM MY PH SG TH TL VN",
        "034": "AF BD BT IN IR LK MV NP PK",
        "145": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
        "151": "BG BY CZ HU MD PL RO RU SK UA",
        "154": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
        "039": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA",
        "155": "AT BE CH DE FR LI LU MC NL",
        "053": "AU CC CX HM NF NZ",
        "054": "FJ NC PG SB VU",
        "057": "FM GU KI MH MP NR PW UM",
        "061": "AS CK NU PF PN TK TO TV WF WS",
    }
)
"""The countries of each region that has no smaller one in it."""

_COUNTRIES_BY_UN_GROUP: Final[Mapping[str, str]] = MappingProxyType(
    {
        "african": (
            "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG ER ET GA GH GM GN GQ GW KE KM LR LS LY "
            "MA MG ML MR MU MW MZ NA NE NG RW SC SD SL SN SO SS ST SZ TD TG TN TZ UG ZA ZM ZW"
        ),
        "asia-pacific": (
            "AE AF BD BH BN BT CN CY FJ FM ID IN IQ IR JO JP KG KH KI KP KR KW KZ LA LB LK MH "
            "MM MN MV MY NP NR OM PG PH PK PW QA SA SB SG SY TH TJ TL TM TO TR TV UZ VN VU WS "
            "YE"
        ),
        "eastern-european": "AL AM AZ BA BG BY CZ EE GE HR HU LT LV MD ME MK PL RO RS RU SI SK UA",
        "latin-american-caribbean": (
            "AG AR BB BO BR BS BZ CL CO CR CU DM DO EC GD GT GY HN HT JM KN LC MX NI PA PE PY "
            "SR SV TT UY VC VE"
        ),
        "western-european-other": (
            "AD AT AU BE CA CH DE DK ES FI FR GB GR IE IL IS IT LI LU MC MT NL NO NZ PT SE SM TR"
        ),
    }
)
"""The member states in each regional group of the United Nations."""


def find_regions(country: str) -> tuple[str, ...]:
    """Return the numbers of the regions that a country is in, the largest first.

    Empty if none is known, as for a code that is not in ISO 3166-1.
    """
    regions: list[str] = []
    region = _SMALLEST_REGIONS.get(country, "")
    while region:
        regions.insert(0, region)
        region = REGIONS[region].parent
    return tuple(regions)


def find_un_groups(country: str) -> tuple[str, ...]:
    """Return the regional groups of the United Nations that a country takes part in."""
    return tuple(
        group for group, codes in _COUNTRIES_BY_UN_GROUP.items() if country in codes.split()
    )


_SMALLEST_REGIONS: Final[Mapping[str, str]] = {
    country: region for region, codes in _COUNTRIES_BY_REGION.items() for country in codes.split()
}
