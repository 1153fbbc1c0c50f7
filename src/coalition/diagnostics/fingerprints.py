"""Stable fingerprints for diagnostics, independent of line numbers.

Platforms compare the report of a change with the one before it by fingerprint to find what is new.
A fingerprint must stay the same when lines are added above.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from coalition.diagnostics.diagnostic import Diagnostic

_LINE_NUMBERS = re.compile(r"\blines? \d+(?: to \d+)?")


def compute_fingerprints(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield a unique fingerprint for each diagnostic, in order: 32 hexadecimal digits.

    It is a hash of file, rule, message and source line. If all of these occur more than once, their
    ordinal makes the difference.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    for diagnostic in diagnostics:
        message = _LINE_NUMBERS.sub("line", diagnostic.message)
        key = (diagnostic.location.file, diagnostic.rule, message, diagnostic.excerpt.strip())
        counts[key] += 1
        hashed = "\0".join((*key, str(counts[key])))
        yield hashlib.sha256(hashed.encode("utf-8", "surrogatepass")).hexdigest()[:32]
