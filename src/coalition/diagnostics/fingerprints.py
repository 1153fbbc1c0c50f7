"""What makes a problem the same one after lines were added above it.

Platforms compare the report of a change with the one before, to tell what is new. They do so by a
fingerprint, so it must not hang on the number of a line.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from coalition.diagnostics.diagnostic import Diagnostic

_LINE_NUMBERS = re.compile(r"\blines? \d+(?: to \d+)?")


def compute_fingerprints(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """One for each problem, in their order: 32 hexadecimal digits, no two the same.

    Made from file, name, message and the text of the line. Where all these are the same more than
    once, the second has another than the first.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for problem in diagnostics:
        message = _LINE_NUMBERS.sub("line", problem.message)
        facts = (problem.location.file, problem.rule, message, problem.excerpt.strip())
        seen[facts] += 1
        words = "\0".join((*facts, str(seen[facts])))
        yield hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]
