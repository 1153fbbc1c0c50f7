"""Deliveries to storage that speaks S3: a real server of it, on this machine."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import boto3
import pytest
from moto.server import ThreadedMotoServer

from coalition.cli import deploy as deploying
from coalition.deploy import s3
from coalition.deploy.errors import DeployError
from coalition.deploy.progress import DeployProgress
from support.deployments import broken, edition, files
from support.projects import PROJECT

pytestmark = pytest.mark.slow
PREFIX = "sites/one/"
HEARS = (  # a shell that runs the tests in its background has switched the signal off
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "import tasks; tasks.main()"
)
KEYS = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "eu-north-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def started() -> ThreadedMotoServer:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    return server


def address(server: ThreadedMotoServer) -> str:
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadedMotoServer]:
    running = started()
    yield running
    running.stop()


@pytest.fixture
def storage(server: ThreadedMotoServer, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401
    """A client of the storage, whose bucket `site` is empty; the environment has the keys."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in (KEYS | {"AWS_ENDPOINT_URL": address(server)}).items():
        monkeypatch.setenv(name, value)
    urlopen(Request(f"{address(server)}/moto-api/reset", method="POST")).close()
    client = boto3.session.Session().client("s3")
    place = {"LocationConstraint": "eu-north-1"}
    client.create_bucket(Bucket="site", CreateBucketConfiguration=place)
    return client


def keys(client: Any) -> list[str]:  # noqa: ANN401
    """The keys of all objects."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket="site")
    return [entry["Key"] for page in pages for entry in page.get("Contents", ())]


def objects(client: Any, prefix: str = PREFIX) -> dict[str, bytes]:  # noqa: ANN401
    return {
        key.removeprefix(prefix): client.get_object(Bucket="site", Key=key)["Body"].read()
        for key in keys(client)
        if key.startswith(prefix)
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose first edition is built, with few pages: the server is a slow one."""
    edition(tmp_path / "project/output", 1, pages=6)
    return tmp_path / "project"


def build_second(project: Path) -> dict[str, bytes]:
    shutil.rmtree(project / "output")
    return files(edition(project / "output", 2, pages=6))


def deploy(project: Path, *, target: str = f"s3://site/{PREFIX}", dry: bool = False) -> str:
    return deploying.run_deploy(project, "s3", target, {}, dry_run=dry, allow_foreign_files=False)


@pytest.mark.slow(4)
def test_a_delivery_changes_what_differs_below_its_prefix_alone(
    project: Path,
    storage: Any,  # noqa: ANN401
    capsys: pytest.CaptureFixture[str],
):
    for key in ("sites/one-more/index.html", "index.html", f"{PREFIX}.well-known/x"):
        storage.put_object(Bucket="site", Key=key, Body=b"ours")
    first = files(project / "output")
    (project / "output/index.html.br").write_bytes(b"packed")

    assert "14 added" in deploy(project)
    assert first | {".well-known/x": b"ours"} == objects(storage)

    new, before = build_second(project), objects(storage)
    same = storage.head_object(Bucket="site", Key=f"{PREFIX}images/map.svg")
    would = deploy(project, dry=True)

    assert would.startswith("would add 5 files")
    assert before == objects(storage)
    assert "removed" in capsys.readouterr().out

    done = deploy(project)

    former = {path: first[path] for path in first if path.startswith("assets/")}
    assert "5 added, 8 changed, 3 removed" in done
    assert new | former | {".well-known/x": b"ours"} == objects(storage)
    again = storage.head_object(Bucket="site", Key=f"{PREFIX}images/map.svg")
    assert same["LastModified"] == again["LastModified"]
    assert {"sites/one-more/index.html", "index.html"} <= set(keys(storage))
    assert deploy(project).startswith("nothing to do: ")


def test_browsers_are_told_what_a_file_is_and_how_long_to_keep_it(
    project: Path,
    storage: Any,  # noqa: ANN401
):
    deploy(project)
    (css,) = (path for path in files(project / "output") if path.endswith(".css"))

    def head(path: str) -> tuple[str, str]:
        found = storage.head_object(Bucket="site", Key=PREFIX + path)
        assert "ContentEncoding" not in found
        return found["ContentType"], found["CacheControl"]

    assert ("text/css; charset=utf-8", "public, max-age=31536000, immutable") == head(css)
    assert ("text/html; charset=utf-8", "no-cache") == head("index.html")
    assert ("image/svg+xml; charset=utf-8", "no-cache") == head("images/map.svg")
    assert ("application/atom+xml; charset=utf-8", "no-cache") == head("news/atom.xml")

    body = storage.get_object(Bucket="site", Key=f"{PREFIX}index.html")["Body"].read()
    storage.put_object(Bucket="site", Key=f"{PREFIX}index.html", Body=body, ContentType="text/x")

    assert "1 changed" in deploy(project)
    assert ("text/html; charset=utf-8", "no-cache") == head("index.html")


@pytest.mark.slow(4)
def test_more_objects_than_one_answer_lists_are_all_seen(
    project: Path,
    storage: Any,  # noqa: ANN401
):
    from moto.s3.models import s3_backends

    deploy(project, target="s3://site")
    (backend,) = (parts["aws"] for parts in s3_backends.values())
    for number in range(1100):
        backend.put_object("site", f".well-known/{number}", b"")
    backend.put_object("site", "zz/gone.html", b"")

    done = deploy(project, target="s3://site/")

    assert "1 removed" in done
    assert done.endswith("; 14 files unchanged")
    assert 1100 + 14 == len(keys(storage))


@pytest.mark.slow(4)
def test_a_storage_that_goes_away_leaves_a_whole_site_and_the_next_delivery_finishes(
    project: Path,
    storage: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
):
    deploy(project)
    first, new, failing = objects(storage), build_second(project), started()
    monkeypatch.setenv("AWS_ENDPOINT_URL", address(failing))
    bucket = s3.S3Deployer(project / "output", f"s3://site/{PREFIX}")
    changes = bucket.plan()
    shown = DeployProgress(changes, sys.stderr)
    count = shown.advance

    def made(change: Any) -> None:  # noqa: ANN401
        count(change)
        if shown.completed.total() == 7:
            failing.stop()

    monkeypatch.setattr(shown, "made", made)
    with pytest.raises(DeployError, match="the storage cannot be reached"):
        bucket.apply(changes, shown)
    midway = objects(storage)

    assert first != midway
    assert not new.items() <= midway.items()
    assert [] == broken(midway)

    monkeypatch.setenv("AWS_ENDPOINT_URL", storage.meta.endpoint_url)
    deploy(project)

    assert new.items() <= objects(storage).items()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal to send")
def test_ctrl_c_says_what_has_been_done(project: Path, storage: Any):  # noqa: ANN401
    edition(project / "output", 1, pages=60)
    for name in ("tasks.py", "requirements.lock"):
        shutil.copy(PROJECT / name, project)
    (project / "src").symlink_to(PROJECT / "src")
    (project / "tools").symlink_to(PROJECT / "tools")
    process = subprocess.Popen(
        [sys.executable, "-c", HEARS, "deploy", "--to", "s3", "--target", f"s3://site/{PREFIX}"],
        cwd=project,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr.readline().startswith("what pages load and offer: ")
    assert process.stderr.readline().startswith("new pages: ")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()

    assert 130 == process.returncode
    assert said.startswith("stopped after ")
    assert said.endswith("of 68 changes; what visitors see is whole, and the next delivery does"
                         " the rest\n")  # fmt: skip
    assert [] == broken(objects(storage) | files(project / "output"))


@pytest.mark.parametrize(
    ("target", "variables", "expected"),
    [
        ("s3://nowhere/", {}, r"bucket does not exist \(NoSuchBucket\)\n = help: make the bucket"),
        ("s3://site/", {"AWS_ACCESS_KEY_ID": ""}, "no keys for the storage\n = help: set AWS_ACC"),
        ("s3://site/", {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "cannot be reached: Could not"),
        ("s3://site/", {"AWS_ENDPOINT_URL": "nonsense"}, "Invalid endpoint: nonsense"),
        ("s3:///x", {}, "'s3:///x' is no target"),
    ],
)
@pytest.mark.usefixtures("storage")
def test_what_keeps_from_the_storage_is_told_with_a_remedy(
    project: Path,
    target: str,
    variables: dict[str, str],
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(DeployError, match=expected):
        deploy(project, target=target)
