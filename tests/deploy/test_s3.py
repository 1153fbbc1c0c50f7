"""Deployments to S3 storage: a real server of its API (moto), on this machine."""

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

from coalition.cli import deploy as deploy_command
from coalition.deploy import s3
from coalition.deploy.errors import DeployError
from coalition.deploy.plan import DeployStep
from coalition.deploy.progress import DeployProgress
from support.deployments import find_missing_files, read_files, write_site
from support.projects import PROJECT

pytestmark = pytest.mark.slow
PREFIX = "sites/one/"
# A shell that runs the tests in its background has made them ignore SIGINT
START = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "import tasks; tasks.main()"
)
KEYS = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "eu-north-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def start_server() -> ThreadedMotoServer:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    return server


def server_url(server: ThreadedMotoServer) -> str:
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadedMotoServer]:
    running = start_server()
    yield running
    running.stop()


@pytest.fixture
def storage(server: ThreadedMotoServer, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401
    """A client of the storage, with an empty bucket `site`; the environment has the keys."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in (KEYS | {"AWS_ENDPOINT_URL": server_url(server)}).items():
        monkeypatch.setenv(name, value)
    urlopen(Request(f"{server_url(server)}/moto-api/reset", method="POST")).close()
    client = boto3.session.Session().client("s3")
    configuration = {"LocationConstraint": "eu-north-1"}
    client.create_bucket(Bucket="site", CreateBucketConfiguration=configuration)
    return client


def list_keys(client: Any) -> list[str]:  # noqa: ANN401
    """Return the keys of all objects."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket="site")
    return [entry["Key"] for page in pages for entry in page.get("Contents", ())]


def read_objects(client: Any, prefix: str = PREFIX) -> dict[str, bytes]:  # noqa: ANN401
    return {
        key.removeprefix(prefix): client.get_object(Bucket="site", Key=key)["Body"].read()
        for key in list_keys(client)
        if key.startswith(prefix)
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the first version of a site, with few pages: the server is slow."""
    write_site(tmp_path / "project/output", 1, pages=6)
    return tmp_path / "project"


def build_second(project: Path) -> dict[str, bytes]:
    shutil.rmtree(project / "output")
    return read_files(write_site(project / "output", 2, pages=6))


def deploy(project: Path, *, target: str = f"s3://site/{PREFIX}", dry: bool = False) -> str:
    return deploy_command.run_deploy(
        project, "s3", target, {}, dry_run=dry, allow_foreign_files=False
    )


@pytest.mark.slow(4)
def test_a_deployment_changes_what_differs_below_its_prefix_alone(
    project: Path,
    storage: Any,  # noqa: ANN401
    capsys: pytest.CaptureFixture[str],
):
    for key in ("sites/one-more/index.html", "index.html", f"{PREFIX}.well-known/x"):
        storage.put_object(Bucket="site", Key=key, Body=b"ours")
    first = read_files(project / "output")
    (project / "output/index.html.br").write_bytes(b"packed")

    assert "14 added" in deploy(project)
    assert first | {".well-known/x": b"ours"} == read_objects(storage)

    new, before = build_second(project), read_objects(storage)
    before_head = storage.head_object(Bucket="site", Key=f"{PREFIX}images/map.svg")
    dry_run = deploy(project, dry=True)

    assert dry_run.startswith("would add 5 files")
    assert before == read_objects(storage)
    assert "removed" in capsys.readouterr().out

    summary = deploy(project)

    former = {path: first[path] for path in first if path.startswith("assets/")}
    assert "5 added, 8 changed, 3 removed" in summary
    assert new | former | {".well-known/x": b"ours"} == read_objects(storage)
    after_head = storage.head_object(Bucket="site", Key=f"{PREFIX}images/map.svg")
    assert before_head["LastModified"] == after_head["LastModified"]
    assert {"sites/one-more/index.html", "index.html"} <= set(list_keys(storage))
    assert deploy(project).startswith("nothing to do: ")


def test_objects_have_a_content_type_and_a_cache_control(
    project: Path,
    storage: Any,  # noqa: ANN401
):
    deploy(project)
    css, *_ = (path for path in read_files(project / "output") if path.endswith(".css"))

    def read_headers(path: str) -> tuple[str, str]:
        response = storage.head_object(Bucket="site", Key=PREFIX + path)
        assert "ContentEncoding" not in response
        return response["ContentType"], response["CacheControl"]

    assert ("text/css; charset=utf-8", "public, max-age=31536000, immutable") == read_headers(css)
    assert ("text/html; charset=utf-8", "no-cache") == read_headers("index.html")
    assert ("image/svg+xml; charset=utf-8", "no-cache") == read_headers("images/map.svg")
    assert ("application/atom+xml; charset=utf-8", "no-cache") == read_headers("news/atom.xml")

    body = storage.get_object(Bucket="site", Key=f"{PREFIX}index.html")["Body"].read()
    storage.put_object(Bucket="site", Key=f"{PREFIX}index.html", Body=body, ContentType="text/x")

    assert "1 changed" in deploy(project)
    assert ("text/html; charset=utf-8", "no-cache") == read_headers("index.html")


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

    summary = deploy(project, target="s3://site/")

    assert "1 removed" in summary
    assert summary.endswith("; 14 files unchanged")
    assert 1100 + 14 == len(list_keys(storage))


@pytest.mark.slow(4)
def test_a_storage_that_goes_away_leaves_a_whole_site_and_the_next_deployment_finishes(
    project: Path,
    storage: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
):
    deploy(project)
    first, new, failing = read_objects(storage), build_second(project), start_server()
    monkeypatch.setenv("AWS_ENDPOINT_URL", server_url(failing))
    deployer = s3.S3Deployer(project / "output", f"s3://site/{PREFIX}")
    plan = deployer.plan()
    progress = DeployProgress(plan, sys.stderr)
    count = progress.advance

    def advance(step: DeployStep) -> None:
        count(step)
        if progress.completed.total() == 7:
            failing.stop()

    monkeypatch.setattr(progress, "advance", advance)
    with pytest.raises(DeployError, match="the storage cannot be reached"):
        deployer.apply(plan, progress)
    midway = read_objects(storage)

    assert first != midway
    assert not new.items() <= midway.items()
    assert [] == find_missing_files(midway)

    monkeypatch.setenv("AWS_ENDPOINT_URL", storage.meta.endpoint_url)
    deploy(project)

    assert new.items() <= read_objects(storage).items()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal to send")
def test_ctrl_c_says_what_has_been_done(project: Path, storage: Any):  # noqa: ANN401
    write_site(project / "output", 1, pages=60)
    for name in ("tasks.py", "requirements.lock"):
        shutil.copy(PROJECT / name, project)
    (project / "src").symlink_to(PROJECT / "src")
    (project / "tools").symlink_to(PROJECT / "tools")
    process = subprocess.Popen(
        [sys.executable, "-c", START, "deploy", "--to", "s3", "--target", f"s3://site/{PREFIX}"],
        cwd=project,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr.readline().startswith("what pages load and offer: ")
    assert process.stderr.readline().startswith("new pages: ")
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate()

    assert 130 == process.returncode
    assert stderr.startswith("stopped after ")
    assert stderr.endswith("of 68 changes; visitors see a complete site; run the command again for"
                         " the rest\n")  # fmt: skip
    assert [] == find_missing_files(read_objects(storage) | read_files(project / "output"))


@pytest.mark.parametrize(
    ("target", "variables", "expected"),
    [
        ("s3://nowhere/", {}, r"bucket does not exist \(NoSuchBucket\)\n = help: make the bucket"),
        ("s3://site/", {"AWS_ACCESS_KEY_ID": ""}, "no keys for the storage\n = help: set AWS_ACC"),
        ("s3://site/", {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "cannot be reached: Could not"),
        ("s3://site/", {"AWS_ENDPOINT_URL": "nonsense"}, "Invalid endpoint: nonsense"),
        ("s3:///x", {}, "'s3:///x' is not a valid target"),
    ],
)
@pytest.mark.usefixtures("storage")
def test_errors_of_the_storage_come_with_a_hint(
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
