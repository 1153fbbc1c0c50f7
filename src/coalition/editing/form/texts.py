"""Several languages in one answer: `en: Editor; fr: Rédactrice`, or a paragraph for each.

Only the codes of the site's languages begin a language. Any other word before a colon is text, as
in `Note: see below`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from coalition.editing.form.problems import AnswerError
from coalition.project import get_english_name
from coalition.writing_systems import is_in_foreign_script

_EXAMPLE_LANGUAGES = ("ar", "ru", "zh", "el", "he", "hi", "ja", "ko", "th", "en")
"""Languages of different scripts, for an example of a name in one that the site does not have."""

_COLON = "[ \t]*[:：]"


def parse_text(
    answer: str, languages: Collection[str], default_language: str, *, is_long: bool
) -> str | dict[str, str]:
    """Return a text in the default language, or the texts by language.

    In a long answer a language begins with a paragraph, or with a line if the answer begins with a
    language, too; in a short one after a semicolon. Text before the first code is in the default
    language. Raises AnswerError.
    """
    find = _find_in_paragraphs if is_long else _find_in_line
    codes = {code.casefold().replace("_", "-"): code for code in languages}
    found = list(find(answer, "|".join(re.escape(code) for code in sorted(codes, key=len)[::-1])))
    if not codes or not found:
        return answer
    texts = {}
    if before := answer[: found[0].start()].strip():
        texts[default_language] = before
    ends = [*(match.start() for match in found[1:]), len(answer)]
    for match, end in zip(found, ends, strict=True):
        code = codes[match[1].casefold().replace("_", "-")]
        text = answer[match.end() : end].strip()
        if code in texts:
            raise AnswerError(f"there are two texts in '{code}'", "write one for each language")
        if not text:
            raise AnswerError(f"there is no text after '{code}:'", "write it, or delete the code")
        texts[code] = text
    return texts[default_language] if [*texts] == [default_language] else texts


def ask_for_language(
    text: str, languages: Collection[str], default_language: str, *, is_long: bool, is_name: bool
) -> tuple[str, str]:
    """Return message and hint for a text that is not in the letters of its language.

    A name may be in any language alone; another text is needed in the default language, too.
    """
    name = get_english_name("language", default_language)
    fitting = (
        code
        for code in (*languages, *(_EXAMPLE_LANGUAGES if is_name else ()))
        if code != default_language and not is_in_foreign_script(text, code)
    )
    code = next(fitting, "ar" if default_language != "ar" else "en")
    hint = f"write the code of its language first, as in '{code}: ...'"
    if not is_name:
        hint = ask_for_both(default_language, code, is_long=is_long)
    return f"this is not in the letters of {name}, the site's first language", hint


def ask_for_both(default_language: str, code: str, *, is_long: bool) -> str:
    """Return the hint for a text that is needed in the default language, too."""
    if is_long:
        return f"begin one paragraph with '{default_language}:' and another one with '{code}:'"
    return f"write both, as in '{default_language}: ...; {code}: ...'"


def _find_in_line(answer: str, codes: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"(?:^|[;؛；])\s*({_allow_underscores(codes)}){_COLON}", answer, re.I)


def _find_in_paragraphs(answer: str, codes: str) -> Iterator[re.Match[str]]:
    pattern = re.compile(rf"^[ \t]*({_allow_underscores(codes)}){_COLON}", re.I | re.M)
    has_language_first = bool(pattern.match(answer))
    for match in pattern.finditer(answer):
        before = answer[: match.start()]
        if has_language_first or not before.strip() or before.endswith("\n\n"):
            yield match


def _allow_underscores(codes: str) -> str:
    return codes.replace(r"\-", "[-_]")
