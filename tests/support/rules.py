"""Load a project for the rules, without its theme."""

from __future__ import annotations

from pathlib import Path

from coalition.project.loader import load_coalition_data
from coalition.project.media_files import read_media_files
from coalition.project.project import Project
from coalition.project.translated_files import read_markdown_files


def load(root: Path) -> Project:
    """Load the project in a folder, without its theme."""
    data = load_coalition_data(root / "data")
    files = read_markdown_files(root / "content", data.coalition.default_language)
    by_path = {file.display_path: file for file in files}
    media = read_media_files(root / "content")
    return Project(data.coalition, {}, by_path, data, media.pictures, media.paths)
