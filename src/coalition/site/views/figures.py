"""The view of the page with all figures."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.site.figures import Figure
from coalition.site.views.base import ContentView


@dataclass(frozen=True)
class FiguresView(ContentView):
    """All figures of which there is enough to show."""

    figures: tuple[Figure, ...]
