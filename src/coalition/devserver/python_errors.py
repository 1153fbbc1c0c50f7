"""Turn Python exceptions into diagnostics, so that the preview shows them and keeps running."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from coalition.diagnostics import Diagnostic, Location, Message, diagnose_read_error

_FRAME = re.compile(r'^\s*File "(.+)", line (\d+)', re.M)


def diagnose_exception(error: str | BaseException, root: Path) -> Diagnostic:
    """Make a `program-error` at the innermost project line of an exception or printed traceback."""
    text = error if isinstance(error, str) else "".join(traceback.format_exception(error))
    root = root.resolve()
    frames = [(Path(file), int(line)) for file, line in _FRAME.findall(text)]
    project_frames = [frame for frame in frames if _is_project_file(frame[0], root)]
    lines = [line for line in text.splitlines() if line.strip()]
    message = lines[-1].strip() if lines else Message("the program ended without a message")
    hint = Message("correct it; until then the preview continues with the previous version")
    if not project_frames:
        return Diagnostic(Location("src"), "program-error", message, hint)
    file, line = project_frames[-1]
    excerpt = _read_line(file, line)
    start = len(excerpt) - len(excerpt.lstrip())
    location = Location(
        file.relative_to(root).as_posix(), line, start + 1, len(excerpt.strip()) or 1
    )
    return Diagnostic(location, "program-error", message, hint, excerpt)


def diagnose_os_error(error: OSError, root: Path) -> Diagnostic:
    """Make an `unreadable-file` for a file that the operating system cannot open or read."""
    file = Path(str(error.filename or root))
    display_path = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
    return diagnose_read_error(error, display_path)


def _is_project_file(file: Path, root: Path) -> bool:
    return file.is_relative_to(root) and not file.relative_to(root).parts[0].startswith(".")


def _read_line(file: Path, number: int) -> str:
    try:
        lines = file.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return lines[number - 1] if number <= len(lines) else ""
