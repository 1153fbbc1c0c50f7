"""Storage that speaks S3: Amazon's, and others' by AWS_ENDPOINT_URL.

Only `boto3` knows the keys: it takes them from the environment (AWS_ACCESS_KEY_ID and so on), a
profile or the machine's role. Packed copies (`.br`, `.gz`) stay here, because no such storage
chooses between them. Pages that have moved are HTML pages, as on every host.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from coalition.deploy import plan as what
from coalition.deploy.errors import DeliveryError
from coalition.deploy.plan import Change, Changes, Held
from coalition.deploy.progress import Progress
from coalition.site import host_files
from coalition.site.assets import FOLDER as ASSETS
from coalition.site.media_types import content_type

AT_ONCE = 8
"""Requests that are under way at the same time."""

DIGEST = "sha256"
"""The name under which an object's metadata tell what is in it. Its ETag does not always say."""

SETTINGS = Config(
    max_pool_connections=AT_ONCE,
    retries={"mode": "standard", "total_max_attempts": 3},
    connect_timeout=10,  # seconds, as the next
    read_timeout=60,
    request_checksum_calculation="when_required",  # many a storage knows no others yet
    response_checksum_validation="when_required",
)

HINTS = {
    "NoSuchBucket": "make the bucket first, or correct its name in the target",
    "AccessDenied": "the keys need the rights to list, read, write and delete below the target",
    "InvalidAccessKeyId": "look at AWS_ACCESS_KEY_ID",
    "SignatureDoesNotMatch": "look at AWS_SECRET_ACCESS_KEY",
    "ExpiredToken": "get new keys",
}
AGAIN = "look at AWS_ENDPOINT_URL and AWS_DEFAULT_REGION, and run the command again"

T = TypeVar("T")
R = TypeVar("R")


class Bucket:
    """The objects below `s3://bucket/prefix/`; those beside the prefix are never looked at."""

    def __init__(self, site: Path, target: str) -> None:
        parts = urlsplit(target)
        prefix = parts.path.strip("/")
        if not parts.netloc or parts.query or parts.fragment:
            raise DeliveryError(f"'{target}' is no target", "it should be s3://bucket/prefix")
        self.where, self._site, self._bucket = target, site, parts.netloc
        self._prefix = f"{prefix}/" if prefix else ""
        region = os.environ.get("AWS_DEFAULT_REGION") or os.environ.get("AWS_REGION") or None
        with _told(ValueError):  # an endpoint that is no address
            self._client = boto3.session.Session(region_name=region).client("s3", config=SETTINGS)

    def compare(self) -> Changes:
        """What is different in content, type or caching."""
        site = {
            path: size
            for path, size in what.listing(self._site).items()
            if not path.endswith((".br", ".gz"))
        }
        with _told():
            there = dict(self._list())
            alike = [path for path in site if path in there and site[path] == there[path].size]
            same = set(_filtered(self._is_same, alike))
        return what.between(site, there, (site.keys() & there.keys()) - same)

    def carry_out(self, changes: Changes, progress: Progress) -> None:
        """Several objects at once, one phase after the other."""

        def make(step: Change) -> None:
            if step.kind == "removed":
                # One by one: the request for many is what other storages differ in most
                self._client.delete_object(Bucket=self._bucket, Key=self._prefix + step.path)
            else:
                self._put(step.path)
            progress.made(step)

        with _told():
            for _, steps in progress.phases():
                _each(make, steps)

    def _list(self) -> Iterator[tuple[str, Held]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix
        )
        for page in pages:
            for entry in page.get("Contents", ()):
                path = entry["Key"].removeprefix(self._prefix)
                if path and not path.endswith("/"):  # some programs mark folders with such objects
                    yield path, Held(entry["Size"], entry["LastModified"].timestamp())

    def _is_same(self, path: str) -> bool:
        head = self._client.head_object(Bucket=self._bucket, Key=self._prefix + path)
        found = (head["Metadata"].get(DIGEST), head.get("ContentType"), head.get("CacheControl"))
        digest = hashlib.sha256((self._site / path).read_bytes()).hexdigest()
        return found == (digest, *_headers(path).values())

    def _put(self, path: str) -> None:
        content = (self._site / path).read_bytes()
        md5 = hashlib.md5(content, usedforsecurity=False).digest()
        self._client.put_object(
            Bucket=self._bucket,
            Key=self._prefix + path,
            Body=content,
            ContentMD5=base64.b64encode(md5).decode(),  # a slip on the way is refused there
            Metadata={DIGEST: hashlib.sha256(content).hexdigest()},
            **_headers(path),
        )


def _headers(path: str) -> dict[str, str]:
    """What visitors' browsers are told of a file, under S3's names."""
    kept = host_files.KEPT if path.startswith(f"{ASSETS}/") else host_files.ASKED_AGAIN
    return {"ContentType": content_type(PurePosixPath(path)), "CacheControl": kept}


def _each(work: Callable[[T], R], parts: Iterable[T]) -> list[R]:
    """`work` done on each part, several at once; raises what the first that failed has raised."""
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        return list(pool.map(work, parts))
    finally:  # after a failure or Ctrl-C what has not begun is not begun
        pool.shutdown(cancel_futures=True)


def _filtered(test: Callable[[T], bool], parts: list[T]) -> Iterator[T]:
    return (part for part, passed in zip(parts, _each(test, parts), strict=True) if passed)


@contextmanager
def _told(*more: type[Exception]) -> Iterator[None]:
    """Say in a DeliveryError what boto3 or the storage has refused; errors of `more` kinds too."""
    try:
        yield
    except NoCredentialsError:
        raise DeliveryError(
            "there are no keys for the storage", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        ) from None
    except ClientError as error:
        answer: dict[str, Any] = error.response.get("Error", {})
        code = answer.get("Code", "unknown")
        said = answer.get("Message") or "no reason given"
        raise DeliveryError(
            f"the storage refuses: {said} ({code})", HINTS.get(code, AGAIN)
        ) from error
    except BotoCoreError as error:
        raise DeliveryError(f"the storage cannot be reached: {error}", AGAIN) from error
    except more as error:
        raise DeliveryError(str(error), AGAIN) from error
