"""Only what differs for the published site: its address, from SITE_URL or data/coalition.yaml."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # the `pelican` command does not look here by itself

from pelicanconf import *  # noqa: F403

PUBLISHED = True
