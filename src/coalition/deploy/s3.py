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
from coalition.deploy.errors import DeployError
from coalition.deploy.plan import DeployPlan, DeployStep, RemoteFile
from coalition.deploy.progress import DeployProgress
from coalition.site import ASSETS_FOLDER as ASSETS
from coalition.site import CACHE_IMMUTABLE, CACHE_REVALIDATE, get_content_type

MAX_CONCURRENT_REQUESTS = 8
"""Requests that are under way at the same time."""

DIGEST_METADATA_KEY = "sha256"
"""The name under which an object's metadata tell what is in it. Its ETag does not always say."""

CLIENT_CONFIG = Config(
    max_pool_connections=MAX_CONCURRENT_REQUESTS,
    retries={"mode": "standard", "total_max_attempts": 3},
    connect_timeout=10,  # seconds, as the next
    read_timeout=60,
    request_checksum_calculation="when_required",  # many a storage knows no others yet
    response_checksum_validation="when_required",
)

ERROR_CODE_HINTS = {
    "NoSuchBucket": "make the bucket first, or correct its name in the target",
    "AccessDenied": "the keys need the rights to list, read, write and delete below the target",
    "InvalidAccessKeyId": "look at AWS_ACCESS_KEY_ID",
    "SignatureDoesNotMatch": "look at AWS_SECRET_ACCESS_KEY",
    "ExpiredToken": "get new keys",
}
CONNECTION_HINT = "look at AWS_ENDPOINT_URL and AWS_DEFAULT_REGION, and run the command again"

T = TypeVar("T")
R = TypeVar("R")


class S3Deployer:
    """The objects below `s3://bucket/prefix/`; those beside the prefix are never looked at."""

    def __init__(self, site: Path, target: str) -> None:
        parts = urlsplit(target)
        prefix = parts.path.strip("/")
        if not parts.netloc or parts.query or parts.fragment:
            raise DeployError(f"'{target}' is no target", "it should be s3://bucket/prefix")
        self.target_label, self._site, self._bucket = target, site, parts.netloc
        self._prefix = f"{prefix}/" if prefix else ""
        region = os.environ.get("AWS_DEFAULT_REGION") or os.environ.get("AWS_REGION") or None
        with _wrap_s3_errors(ValueError):  # an endpoint that is no address
            self._client = boto3.session.Session(region_name=region).client(
                "s3", config=CLIENT_CONFIG
            )

    def plan(self) -> DeployPlan:
        """What is different in content, type or caching."""
        site = {
            path: size
            for path, size in what.list_site_files(self._site).items()
            if not path.endswith((".br", ".gz"))
        }
        with _wrap_s3_errors():
            there = dict(self._list_objects())
            alike = [path for path in site if path in there and site[path] == there[path].size]
            same = set(_filter_concurrently(self._is_same, alike))
        return what.plan_deployment(site, there, (site.keys() & there.keys()) - same)

    def apply(self, plan: DeployPlan, progress: DeployProgress) -> None:
        """Several objects at once, one phase after the other."""

        def make(step: DeployStep) -> None:
            if step.kind == "removed":
                # One by one: the request for many is what other storages differ in most
                self._client.delete_object(Bucket=self._bucket, Key=self._prefix + step.path)
            else:
                self._put_object(step.path)
            progress.advance(step)

        with _wrap_s3_errors():
            for _, steps in progress.iter_phases():
                _map_concurrently(make, steps)

    def _list_objects(self) -> Iterator[tuple[str, RemoteFile]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix
        )
        for page in pages:
            for entry in page.get("Contents", ()):
                path = entry["Key"].removeprefix(self._prefix)
                if path and not path.endswith("/"):  # some programs mark folders with such objects
                    yield path, RemoteFile(entry["Size"], entry["LastModified"].timestamp())

    def _is_same(self, path: str) -> bool:
        head = self._client.head_object(Bucket=self._bucket, Key=self._prefix + path)
        found = (
            head["Metadata"].get(DIGEST_METADATA_KEY),
            head.get("ContentType"),
            head.get("CacheControl"),
        )
        digest = hashlib.sha256((self._site / path).read_bytes()).hexdigest()
        return found == (digest, *_get_object_headers(path).values())

    def _put_object(self, path: str) -> None:
        content = (self._site / path).read_bytes()
        md5 = hashlib.md5(content, usedforsecurity=False).digest()
        self._client.put_object(
            Bucket=self._bucket,
            Key=self._prefix + path,
            Body=content,
            ContentMD5=base64.b64encode(md5).decode(),  # a slip on the way is refused there
            Metadata={DIGEST_METADATA_KEY: hashlib.sha256(content).hexdigest()},
            **_get_object_headers(path),
        )


def _get_object_headers(path: str) -> dict[str, str]:
    """What visitors' browsers are told of a file, under S3's names."""
    kept = CACHE_IMMUTABLE if path.startswith(f"{ASSETS}/") else CACHE_REVALIDATE
    return {"ContentType": get_content_type(PurePosixPath(path)), "CacheControl": kept}


def _map_concurrently(work: Callable[[T], R], parts: Iterable[T]) -> list[R]:
    """`work` done on each part, several at once; raises what the first that failed has raised."""
    pool = ThreadPoolExecutor(MAX_CONCURRENT_REQUESTS)
    try:
        return list(pool.map(work, parts))
    finally:  # after a failure or Ctrl-C what has not begun is not begun
        pool.shutdown(cancel_futures=True)


def _filter_concurrently(test: Callable[[T], bool], parts: list[T]) -> Iterator[T]:
    return (
        part for part, passed in zip(parts, _map_concurrently(test, parts), strict=True) if passed
    )


@contextmanager
def _wrap_s3_errors(*more: type[Exception]) -> Iterator[None]:
    """Say in a DeployError what boto3 or the storage has refused; errors of `more` kinds too."""
    try:
        yield
    except NoCredentialsError:
        raise DeployError(
            "there are no keys for the storage", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        ) from None
    except ClientError as error:
        answer: dict[str, Any] = error.response.get("Error", {})
        code = answer.get("Code", "unknown")
        said = answer.get("Message") or "no reason given"
        raise DeployError(
            f"the storage refuses: {said} ({code})", ERROR_CODE_HINTS.get(code, CONNECTION_HINT)
        ) from error
    except BotoCoreError as error:
        raise DeployError(f"the storage cannot be reached: {error}", CONNECTION_HINT) from error
    except more as error:
        raise DeployError(str(error), CONNECTION_HINT) from error
