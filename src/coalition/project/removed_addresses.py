"""Read and validate `data/removed.yaml`: hashes of addresses that may disappear from the site.

The file says which pages were removed on purpose without naming anybody. An address cannot be read
from its hash, only guessed and compared; scrypt makes each guess slow. The entries of one project
share a salt, so that a comparison computes one hash for each missing address, however many entries
there are.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from coalition.diagnostics import DataError, Diagnostic, Message
from coalition.model import RemovedAddress, ValidationContext
from coalition.project.raw_entries import get_child, to_plain_data
from coalition.project.suggestions import Suggestions
from coalition.project.validation_messages import explain_validation_errors
from coalition.sources import (
    Cache,
    IdentityKey,
    YamlDocument,
    YamlNode,
    YamlScalar,
    YamlSequence,
    read_yaml_cached,
)

REMOVED_FILE = "removed"
"""The name of the file without folder and suffix. It is optional, unlike DATA_FILES."""

MAX_SALTS = 8
"""Upper limit for the salts in the file: each costs one slow hash for each missing address.

A project has one; branches in which somebody was removed for the first time may add others.
"""

SCRYPT_COST, SCRYPT_BLOCK_SIZE, SCRYPT_PARALLELISM = 2**14, 8, 1
"""Parameters of scrypt (RFC 7914): 16 MiB and about 40 ms for a hash. Hashes depend on them."""

HASH_BYTES = 16

MAX_CHECKED_REFERENCES = 20
"""Maximum number of unknown references that are compared with the hashes."""

PAGE_FOLDERS: dict[str, str] = {
    "member": "members",
    "organisation": "organisations",
    "working group": "working-groups",
    "event": "events",
}
"""The folders of the pages of entries that other entries name."""

_NO_SUGGESTIONS = Suggestions({}, ())
_CONTEXT = ValidationContext("en")
"""No field of RemovedAddress depends on the context."""


@dataclass(frozen=True)
class RemovedAddresses:
    """The addresses that may disappear; `hashes` as in the file."""

    hashes: frozenset[str] = frozenset()

    def __contains__(self, path: str) -> bool:
        """Return whether the page at `path`, without a language folder, may disappear."""
        salts = sorted({get_salt(hash) for hash in self.hashes})
        return any(hash_address(path, salt) in self.hashes for salt in salts)


def hash_address(path: str, salt: str) -> str:
    """Return the hash of an address with a salt of 32 hexadecimal digits, and the salt before it.

    Slashes at the ends do not matter.
    """
    digest = hashlib.scrypt(
        path.strip("/").encode(),
        salt=bytes.fromhex(salt),
        n=SCRYPT_COST,
        r=SCRYPT_BLOCK_SIZE,
        p=SCRYPT_PARALLELISM,
        dklen=HASH_BYTES,
    )
    return f"{salt}-{digest.hex()}"


def get_salt(hash: str) -> str:
    """Return the salt of a hash."""
    return hash.partition("-")[0]


def load_removed_addresses(data_folder: Path) -> RemovedAddresses:
    """Read the file; without it, no address may disappear. Raises DataError."""
    document = read_removed_document(data_folder)
    if document is None:
        return RemovedAddresses()
    if diagnostics := list(check_removed_addresses(document)):
        raise DataError(diagnostics)
    return RemovedAddresses(frozenset(node.text.strip() for node in _iter_hash_nodes(document)))


def make_removal_check(
    document: YamlDocument | None, cache: Cache | None = None
) -> Callable[[str, str], bool]:
    """Return a function that says whether the page of an entry, by kind and id, was removed.

    Hashes are slow, so that it answers only MAX_CHECKED_REFERENCES times. Of an invalid file, it
    knows nothing.
    """
    remaining = iter(range(MAX_CHECKED_REFERENCES))

    @functools.cache
    def is_removed(kind: str, id: str) -> bool:
        folder = PAGE_FOLDERS.get(kind)
        if document is None or folder is None or next(remaining, None) is None:
            return False
        if any(check_removed_addresses(document, cache)):
            return False
        hashes = frozenset(node.text.strip() for node in _iter_hash_nodes(document))
        return f"{folder}/{id}" in RemovedAddresses(hashes)

    return is_removed


def read_removed_document(
    data_folder: Path, display_path: str = "data", cache: Cache | None = None
) -> YamlDocument | None:
    """Return the parsed file; None if there is none."""
    path = data_folder / f"{REMOVED_FILE}.yaml"
    if not path.exists():
        return None
    return read_yaml_cached(path, f"{display_path}/{path.name}", cache or Cache())


def check_removed_addresses(
    document: YamlDocument, cache: Cache | None = None
) -> Iterator[Diagnostic]:
    """Report all errors of the file, from its syntax to repeated entries."""
    yield from document.diagnostics
    if document.root is None:
        return
    if not isinstance(document.root, YamlSequence):
        hint = Message("begin each entry with '- ', or delete the file if it has none")
        message = Message("this file should be a list of removed addresses")
        yield document.diagnostic_at(document.root.location, "wrong-type", message, hint)
        return
    cache = cache or Cache()
    for node in document.root.items:
        try:
            cache.call(_validate_entry, IdentityKey(node))
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
            yield from explain_validation_errors(
                errors, document, node, RemovedAddress, _NO_SUGGESTIONS
            )
    yield from _check_repeated_hashes(document)
    yield from _check_salts(document)


def _validate_entry(node: IdentityKey[YamlNode]) -> RemovedAddress:
    """Validate an entry. Raises ValidationError."""
    return RemovedAddress.model_validate(to_plain_data(node.value), context=_CONTEXT)


def _check_repeated_hashes(document: YamlDocument) -> Iterator[Diagnostic]:
    lines: dict[str, int] = {}
    for node in _iter_hash_nodes(document):
        line = lines.setdefault(node.text.strip(), node.location.line)
        if line != node.location.line:
            message = Message("this hash is already on line %(line)s", line=line)
            hint = Message("delete one of the two entries")
            yield document.diagnostic_at(node.location, "duplicate-value", message, hint)


def _check_salts(document: YamlDocument) -> Iterator[Diagnostic]:
    salts: set[str] = set()
    for node in _iter_hash_nodes(document):
        salts.add(get_salt(node.text.strip()))
        if len(salts) > MAX_SALTS:
            message = Message(
                "the hashes in this file have more than %(limit)s different salts",
                limit=MAX_SALTS,
            )
            hint = Message(
                "a salt is the part before the '-': delete the oldest entries, whose pages are"
                " no longer published"
            )
            yield document.diagnostic_at(node.location, "out-of-range", message, hint)
            return


def _iter_hash_nodes(document: YamlDocument) -> Iterator[YamlScalar]:
    """Yield the hashes in the file, valid or not."""
    entries = document.root.items if isinstance(document.root, YamlSequence) else ()
    for entry in entries:
        node = get_child(entry, "hash")
        if isinstance(node, YamlScalar):
            yield node
