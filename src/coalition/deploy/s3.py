"""Deploy to S3 storage: Amazon's, or a compatible one named by AWS_ENDPOINT_URL.

Credentials are left to `boto3`, which takes them from the environment (AWS_ACCESS_KEY_ID etc.), a
profile or the machine's role. Compressed copies (`.br`, `.gz`) are not uploaded, because S3 does
not negotiate encodings. Redirects are HTML pages, as on every host.
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

from coalition.deploy.errors import DeployError
from coalition.deploy.plan import (
    DeployPlan,
    DeployStep,
    RemoteFile,
    list_site_files,
    plan_deployment,
)
from coalition.deploy.progress import DeployProgress
from coalition.site import ASSETS_FOLDER, CACHE_IMMUTABLE, CACHE_REVALIDATE, get_content_type

MAX_CONCURRENT_REQUESTS = 8
"""Number of parallel requests."""

DIGEST_METADATA_KEY = "sha256"
"""Metadata key for the digest of an object's content: its ETag is not always one."""

CLIENT_CONFIG = Config(
    max_pool_connections=MAX_CONCURRENT_REQUESTS,
    retries={"mode": "standard", "total_max_attempts": 3},
    connect_timeout=10,  # seconds
    read_timeout=60,
    request_checksum_calculation="when_required",  # many services lack the newer checksums
    response_checksum_validation="when_required",
)

ERROR_CODE_HINTS = {
    "NoSuchBucket": "make the bucket first, or correct its name in the target",
    "AccessDenied": "the keys need the rights to list, read, write and delete below the target",
    "InvalidAccessKeyId": "check AWS_ACCESS_KEY_ID",
    "SignatureDoesNotMatch": "check AWS_SECRET_ACCESS_KEY",
    "ExpiredToken": "get new keys",
}
CONNECTION_HINT = "check AWS_ENDPOINT_URL and AWS_DEFAULT_REGION, and run the command again"

T = TypeVar("T")
R = TypeVar("R")


class S3Deployer:
    """Deploys to `s3://bucket/prefix/`; objects outside of the prefix are never touched."""

    def __init__(self, site: Path, target: str) -> None:
        parts = urlsplit(target)
        prefix = parts.path.strip("/")
        self.target_label, self._site, self._bucket = target, site, parts.netloc
        self._prefix = f"{prefix}/" if prefix else ""
        region = os.environ.get("AWS_DEFAULT_REGION") or os.environ.get("AWS_REGION") or None
        with _wrap_s3_errors(ValueError):  # raised if AWS_ENDPOINT_URL is no URL
            self._client = boto3.session.Session(region_name=region).client(
                "s3", config=CLIENT_CONFIG
            )

    def plan(self) -> DeployPlan:
        """Compare site and target by content, Content-Type and Cache-Control."""
        site_files = {
            path: size
            for path, size in list_site_files(self._site).items()
            if not path.endswith((".br", ".gz"))
        }
        with _wrap_s3_errors():
            remote_files = dict(self._list_objects())
            same_size = [
                path
                for path, size in site_files.items()
                if path in remote_files and size == remote_files[path].size
            ]
            unchanged = set(_filter_concurrently(self._is_same, same_size))
        differing = (site_files.keys() & remote_files.keys()) - unchanged
        return plan_deployment(site_files, remote_files, differing)

    def apply(self, plan: DeployPlan, progress: DeployProgress) -> None:
        """Apply the steps of each phase in parallel, one phase after the other."""

        def apply_step(step: DeployStep) -> None:
            if step.kind == "removed":
                # One by one: S3-compatible services differ most in DeleteObjects
                self._client.delete_object(Bucket=self._bucket, Key=self._prefix + step.path)
            else:
                self._put_object(step.path)
            progress.advance(step)

        with _wrap_s3_errors():
            for _, steps in progress.iter_phases():
                _map_concurrently(apply_step, steps)

    def _list_objects(self) -> Iterator[tuple[str, RemoteFile]]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix
        )
        for page in pages:
            for entry in page.get("Contents", ()):
                path = entry["Key"].removeprefix(self._prefix)
                if path and not path.endswith("/"):  # some tools create such objects for folders
                    yield path, RemoteFile(entry["Size"], entry["LastModified"].timestamp())

    def _is_same(self, path: str) -> bool:
        response = self._client.head_object(Bucket=self._bucket, Key=self._prefix + path)
        remote_properties = (
            response["Metadata"].get(DIGEST_METADATA_KEY),
            response.get("ContentType"),
            response.get("CacheControl"),
        )
        digest = hashlib.sha256((self._site / path).read_bytes()).hexdigest()
        return remote_properties == (digest, *_get_object_headers(path).values())

    def _put_object(self, path: str) -> None:
        content = (self._site / path).read_bytes()
        md5 = hashlib.md5(content, usedforsecurity=False).digest()
        self._client.put_object(
            Bucket=self._bucket,
            Key=self._prefix + path,
            Body=content,
            ContentMD5=base64.b64encode(md5).decode(),  # S3 rejects a corrupted upload
            Metadata={DIGEST_METADATA_KEY: hashlib.sha256(content).hexdigest()},
            **_get_object_headers(path),
        )


def _get_object_headers(path: str) -> dict[str, str]:
    """Return the response headers of a file, under S3's parameter names."""
    caching = CACHE_IMMUTABLE if path.startswith(f"{ASSETS_FOLDER}/") else CACHE_REVALIDATE
    return {"ContentType": get_content_type(PurePosixPath(path)), "CacheControl": caching}


def _map_concurrently(function: Callable[[T], R], items: Iterable[T]) -> list[R]:
    """Apply `function` to each item in parallel; raise the exception of the first that fails."""
    pool = ThreadPoolExecutor(MAX_CONCURRENT_REQUESTS)
    try:
        return list(pool.map(function, items))
    finally:  # after a failure or Ctrl-C, do not start what is still queued
        pool.shutdown(cancel_futures=True)


def _filter_concurrently(predicate: Callable[[T], bool], items: list[T]) -> Iterator[T]:
    results = _map_concurrently(predicate, items)
    return (item for item, passed in zip(items, results, strict=True) if passed)


@contextmanager
def _wrap_s3_errors(*also: type[Exception]) -> Iterator[None]:
    """Turn errors of boto3 and of the storage, and those of type `also`, into DeployError."""
    try:
        yield
    except NoCredentialsError:
        raise DeployError(
            "there are no keys for the storage", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        ) from None
    except ClientError as error:
        details: dict[str, Any] = error.response.get("Error", {})
        code = details.get("Code", "unknown")
        message = details.get("Message") or "no reason given"
        raise DeployError(
            f"the storage refuses: {message} ({code})", ERROR_CODE_HINTS.get(code, CONNECTION_HINT)
        ) from error
    except BotoCoreError as error:
        raise DeployError(f"the storage cannot be reached: {error}", CONNECTION_HINT) from error
    except also as error:
        raise DeployError(str(error), CONNECTION_HINT) from error
