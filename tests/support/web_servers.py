"""Start real web servers with the configurations from docs/deploying.md.

The examples in the document are what runs: folder, port, path and host name are filled in, as a
reader does. The main configuration file of each server is Debian's, without what needs root. A
server runs as a child process, as `nobody` if the tests run as root.
"""

from __future__ import annotations

import http.client
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from support import machine
from support.documents import fenced, text
from support.projects import PROJECT

DEPLOYING = PROJECT / "docs" / "deploying.md"
TIMEOUT_SECONDS = 20.0
"""Seconds within which a server has to listen, or to end."""

NGINX = """
daemon off;
pid {run}/pid;
error_log stderr;
include /etc/nginx/modules-enabled/*.conf;
events {{ worker_connections 768; }}
http {{
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    gzip on;
    client_body_temp_path {run}/body;
    proxy_temp_path {run}/proxy;
    fastcgi_temp_path {run}/fastcgi;
    uwsgi_temp_path {run}/uwsgi;
    scgi_temp_path {run}/scgi;
    include {run}/site.conf;
}}
"""

APACHE = """
ServerRoot /etc/apache2
DefaultRuntimeDir {run}
PidFile {run}/pid
ErrorLog /dev/stderr
{modules}
Listen 127.0.0.1:{port}
<Directory />
    Options FollowSymLinks
    AllowOverride None
    Require all denied
</Directory>
AccessFileName .htaccess
<FilesMatch "^\\.ht">
    Require all denied
</FilesMatch>
ServerTokens OS
ServerSignature On
Include {run}/site.conf
"""

APACHE_MODULES = (
    "mpm_event authz_core access_compat alias auth_basic authn_core authn_file authz_host"
    " authz_user autoindex deflate dir env filter mime negotiation reqtimeout setenvif"
)
"""The modules that Debian enables by default, except the server's status page."""

CADDY = """
{{
    admin off
    auto_https off
}}
import {run}/site.conf
"""

LIGHTTPD = """
server.modules = ( "mod_indexfile", "mod_access", "mod_alias", "mod_redirect" )
server.document-root = "{run}"
server.upload-dirs = ( "{run}" )
server.errorlog = "/dev/stderr"
server.bind = "127.0.0.1"
server.port = {port}
server.feature-flags += ( "server.graceful-shutdown-timeout" => 1 )
server.http-parseopts = (
  "header-strict" => "enable", "host-strict" => "enable", "host-normalize" => "enable",
  "url-normalize-unreserved" => "enable", "url-normalize-required" => "enable",
  "url-ctrls-reject" => "enable", "url-path-2f-decode" => "enable",
  "url-path-dotseg-remove" => "enable",
)
index-file.names = ( "index.php", "index.html" )
url.access-deny = ( "~", ".inc" )
static-file.exclude-extensions = ( ".php", ".pl", ".fcgi" )
mimetype.assign = ( ".html" => "text/html", ".css" => "text/css; charset=utf-8" )
include "{run}/site.conf"
server.modules += ( "mod_dirlisting", "mod_staticfile" )
"""


@dataclass(frozen=True)
class SiteLocation:
    """Where a site is served: `top` is the document root, `path` the site's path in it (`/a/`)."""

    top: Path
    path: str

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return self.top / self.path.strip("/")


@dataclass(frozen=True)
class Host:
    """A running server; `address` is the URL of its host, without a trailing slash."""

    name: str
    location: SiteLocation
    address: str

    def connection(self) -> http.client.HTTPConnection:
        """Open a persistent connection."""
        return http.client.HTTPConnection(
            self.address.removeprefix("http://"), timeout=TIMEOUT_SECONDS
        )


@dataclass(frozen=True)
class ServerConfig:
    """The configuration of a server: what it serves, its run-time folder, and its port."""

    location: SiteLocation
    run: Path
    port: int

    def fill_in(self, example: str) -> str:
        """Replace the placeholders in an example of the document, as a reader does."""
        for placeholder, value in (
            ("/coalition/", self.location.path),
            ("/srv/www", str(self.location.top)),
            ("example.org {", f"http://127.0.0.1:{self.port} {{"),  # where Caddy has its port
            ("example.org", "127.0.0.1"),
            ("    listen [::]:80;\n", ""),  # the machine may have no IPv6
            ("listen 80;", f"listen 127.0.0.1:{self.port};"),
            ("*:80>", f"127.0.0.1:{self.port}>"),
            ("8080", str(self.port)),
        ):
            example = example.replace(placeholder, value)
        return re.sub(r"/etc/(nginx|caddy|lighttpd)/(?=coalition)", f"{self.run}/", example)

    def example(self, language: str) -> str:
        """Return the document's only example in a language, filled in."""
        (example,) = fenced(DEPLOYING, language)
        return self.fill_in(example)

    def write(self, name: str, content: str) -> Path:
        """Write a configuration file."""
        file = self.run / name
        file.write_text(content, encoding="utf-8")
        return file

    def write_redirects(self, command: str) -> None:
        """Turn `_redirects`, if it exists, into the server's rules with the document's command."""
        if not (self.location.site / "_redirects").exists():
            return
        (line,) = re.findall(rf"^    (awk .*{command}.*)$", text(DEPLOYING), re.M)
        subprocess.run(["sh", "-c", self.fill_in(line)], check=True)


def nginx(config: ServerConfig) -> list[str]:
    """Write the configuration of nginx; return the command that starts it."""
    config.write_redirects("nginx")
    config.write("site.conf", config.example("nginx"))
    main = config.write("main.conf", NGINX.format(run=config.run))
    return ["nginx", "-c", str(main), "-e", "stderr"]


def apache(config: ServerConfig) -> list[str]:
    """The same for Apache, with the modules that the document enables."""
    (enabled,) = re.findall(r"^    a2enmod (.+)$", text(DEPLOYING), re.M)
    names = [*APACHE_MODULES.split(), *enabled.split()]
    modules = [f"Include mods-available/{name}.load" for name in names]
    modules += [f"IncludeOptional mods-available/{name}.conf" for name in names]
    config.write("site.conf", config.example("apache"))
    main = APACHE.format(run=config.run, port=config.port, modules="\n".join(modules))
    return ["apache2", "-f", str(config.write("main.conf", main)), "-D", "FOREGROUND"]


def caddy(config: ServerConfig) -> list[str]:
    """The same for Caddy."""
    config.write_redirects("caddy")
    config.write("site.conf", config.example("caddy"))
    main = config.write("Caddyfile", CADDY.format(run=config.run))
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(main)]


def lighttpd(config: ServerConfig) -> list[str]:
    """The same for lighttpd."""
    config.write("site.conf", config.example("lighttpd"))
    config.write("coalition.lua", config.example("lua"))
    main = config.write("main.conf", LIGHTTPD.format(run=config.run, port=config.port))
    return ["lighttpd", "-D", "-f", str(main)]


def python(config: ServerConfig) -> list[str]:
    """Return the document's command that starts Python's http.server."""
    (line,) = re.findall(r"^    python3 (-m http\.server .+)$", text(DEPLOYING), re.M)
    arguments = config.fill_in(line).replace("output", str(config.location.top))
    return [sys.executable, *shlex.split(arguments), "--bind", "127.0.0.1"]


HOSTS: dict[str, Callable[[ServerConfig], list[str]]] = {
    "nginx": nginx,
    "apache": apache,
    "caddy": caddy,
    "lighttpd": lighttpd,
    "python": python,
}

SERVERS = [name for name in HOSTS if name != "python"]
"""The servers that the document configures; Python's http.server has no configuration."""


@contextmanager
def run_server(name: str, location: SiteLocation) -> Iterator[Host]:
    """Run the server of that name with the site at a location, for as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix=f"{name}-") as run, socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        config = ServerConfig(location, Path(run), unused.getsockname()[1])
        command = HOSTS[name](config)
        unused.close()
        log = config.run / "log"
        with log.open("wb") as stream, _run_child(command, config.run, stream) as process:
            _wait_until_listening(process, config.port, log)
            yield Host(name, location, f"http://127.0.0.1:{config.port}")


@contextmanager
def _run_child(command: list[str], run: Path, log: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process for as long as the context lasts, as `nobody` if the tests run as root."""
    credentials: dict[str, Any] = {}
    if hasattr(os, "geteuid") and os.geteuid() == 0 and command[0] != sys.executable:
        credentials = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        for path in (run, *run.iterdir()):
            shutil.chown(path, "nobody", "nogroup")
    environment = {"PATH": machine.PATH, "HOME": str(run), "XDG_DATA_HOME": str(run)}
    process = subprocess.Popen(
        command, cwd=run, env=environment, stdout=log, stderr=log, **credentials
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the server listens; raise AssertionError with its log if it does not."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        messages = log.read_text(encoding="utf-8", errors="replace")
        assert process.poll() is None, f"it ended: {messages}"
        assert time.monotonic() < deadline, f"it does not listen: {messages}"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
