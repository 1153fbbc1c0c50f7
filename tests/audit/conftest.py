"""Fixtures for the tests of the audit."""

from __future__ import annotations

from pathlib import Path

import pytest

from coalition.audit.built_site import BuiltSite
from support import audit_examples as examples


@pytest.fixture
def sound(tmp_path: Path) -> BuiltSite:
    """A valid site, in which the audit finds nothing."""
    return examples.sound(tmp_path)
