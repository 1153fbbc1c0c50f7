"""Starts real web servers with the configurations that docs/deploying.md gives.

What stands there is what runs: a test takes the text out of the document and puts in its own
folder, port, path and host name, as a reader does. Around it stands what Debian's main file of each
server says, without what needs root. A server runs as a child, as `nobody` where we are root.
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
PATIENCE = 20.0
"""Seconds in which a server has to listen, or to end."""

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
"""What Debian has switched on when nobody has asked for more, but the page on the server itself."""

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
class Place:
    """Where a site is served: `top` is the host's folder, `path` the site's in it, as `/a/`."""

    top: Path
    path: str

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return self.top / self.path.strip("/")


@dataclass(frozen=True)
class Host:
    """A running server. `address` is where its host begins, without a slash at the end."""

    name: str
    place: Place
    address: str

    def connection(self) -> http.client.HTTPConnection:
        """A connection that stays open, where the server lets it."""
        return http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=PATIENCE)


@dataclass(frozen=True)
class Setting:
    """What a server is told: what it serves, where its own files are, where it listens."""

    place: Place
    run: Path
    port: int

    def given(self, example: str) -> str:
        """An example of the document with what a reader puts in."""
        for theirs, ours in (
            ("/coalition/", self.place.path),
            ("/srv/www", str(self.place.top)),
            ("example.org {", f"http://127.0.0.1:{self.port} {{"),  # Caddy has no other place
            ("example.org", "127.0.0.1"),
            ("    listen [::]:80;\n", ""),  # a machine of tests may have no IPv6
            ("listen 80;", f"listen 127.0.0.1:{self.port};"),
            ("*:80>", f"127.0.0.1:{self.port}>"),
            ("8080", str(self.port)),
        ):
            example = example.replace(theirs, ours)
        return re.sub(r"/etc/(nginx|caddy|lighttpd)/(?=coalition)", f"{self.run}/", example)

    def example(self, language: str) -> str:
        """The document's one example in a language, with what a reader puts in."""
        (found,) = fenced(DEPLOYING, language)
        return self.given(found)

    def write(self, name: str, content: str) -> Path:
        """Write a file of the configuration."""
        file = self.run / name
        file.write_text(content, encoding="utf-8")
        return file

    def moved(self, command: str) -> None:
        """Turn `_redirects` into the server's own rules as the document does, if it is there."""
        if not (self.place.site / "_redirects").exists():
            return
        (line,) = re.findall(rf"^    (awk .*{command}.*)$", text(DEPLOYING), re.M)
        subprocess.run(["sh", "-c", self.given(line)], check=True)


def nginx(setting: Setting) -> list[str]:
    """Write nginx's configuration; answer what starts it."""
    setting.moved("nginx")
    setting.write("site.conf", setting.example("nginx"))
    main = setting.write("main.conf", NGINX.format(run=setting.run))
    return ["nginx", "-c", str(main), "-e", "stderr"]


def apache(setting: Setting) -> list[str]:
    """The same for Apache, with the modules that the document tells to switch on."""
    (more,) = re.findall(r"^    a2enmod (.+)$", text(DEPLOYING), re.M)
    names = [*APACHE_MODULES.split(), *more.split()]
    modules = [f"Include mods-available/{name}.load" for name in names]
    modules += [f"IncludeOptional mods-available/{name}.conf" for name in names]
    setting.write("site.conf", setting.example("apache"))
    filled = APACHE.format(run=setting.run, port=setting.port, modules="\n".join(modules))
    return ["apache2", "-f", str(setting.write("main.conf", filled)), "-D", "FOREGROUND"]


def caddy(setting: Setting) -> list[str]:
    """The same for Caddy."""
    setting.moved("caddy")
    setting.write("site.conf", setting.example("caddy"))
    main = setting.write("Caddyfile", CADDY.format(run=setting.run))
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(main)]


def lighttpd(setting: Setting) -> list[str]:
    """The same for lighttpd."""
    setting.write("site.conf", setting.example("lighttpd"))
    setting.write("coalition.lua", setting.example("lua"))
    main = setting.write("main.conf", LIGHTTPD.format(run=setting.run, port=setting.port))
    return ["lighttpd", "-D", "-f", str(main)]


def python(setting: Setting) -> list[str]:
    """What starts Python's own server, as the document has it."""
    (line,) = re.findall(r"^    python3 (-m http\.server .+)$", text(DEPLOYING), re.M)
    words = setting.given(line).replace("output", str(setting.place.top))
    return [sys.executable, *shlex.split(words), "--bind", "127.0.0.1"]


HOSTS: dict[str, Callable[[Setting], list[str]]] = {
    "nginx": nginx,
    "apache": apache,
    "caddy": caddy,
    "lighttpd": lighttpd,
    "python": python,
}

SERVERS = [name for name in HOSTS if name != "python"]
"""Those that the document sets up; Python's is told nothing."""


@contextmanager
def served(name: str, place: Place) -> Iterator[Host]:
    """A server of that name that shows the site at a place, for as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix=f"{name}-") as run, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        setting = Setting(place, Path(run), free.getsockname()[1])
        command = HOSTS[name](setting)
        free.close()
        log = setting.run / "log"
        with log.open("wb") as said, _child(command, setting.run, said) as process:
            _wait(process, setting.port, log)
            yield Host(name, place, f"http://127.0.0.1:{setting.port}")


@contextmanager
def _child(command: list[str], run: Path, log: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended when the context is; it is nobody's where ours is root's."""
    nobody: dict[str, Any] = {}
    if hasattr(os, "geteuid") and os.geteuid() == 0 and command[0] != sys.executable:
        nobody = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        for path in (run, *run.iterdir()):
            shutil.chown(path, "nobody", "nogroup")
    environment = {"PATH": machine.PATH, "HOME": str(run), "XDG_DATA_HOME": str(run)}
    process = subprocess.Popen(command, cwd=run, env=environment, stdout=log, stderr=log, **nobody)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until the server listens; an AssertionError with what it said if it does not."""
    deadline = time.monotonic() + PATIENCE
    while True:
        said = log.read_text(encoding="utf-8", errors="replace")
        assert process.poll() is None, f"it ended: {said}"
        assert time.monotonic() < deadline, f"it does not listen: {said}"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
