"""Settings of the published site: its URL, from SITE_URL or data/coalition.yaml, is required."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # the `pelican` command does not import from here

from pelicanconf import *  # noqa: F403

PUBLISHED = True
