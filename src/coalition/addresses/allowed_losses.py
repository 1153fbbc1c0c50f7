"""Which pages of the published site may be missing from a new version without a redirect."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from coalition.project import RemovedAddresses, load_removed_addresses
from coalition.site import is_list_page

_ENDING_LIST = re.compile("(?:members/country/[a-z]{2}|working-groups|events|documents)/")


@dataclass(frozen=True)
class AllowedLosses:
    """Pages that may disappear: those removed on purpose, and parts of lists.

    A list by country ends with its last member or organisation. If `removed` had to contain it, the
    file would tell which country a removed person was from. The lists of events, documents and
    working groups end with their last entry, whose own address is compared.
    Further pages of a list, such as `members/page/3/`, come and go with the number of its entries.
    """

    removed: RemovedAddresses

    def allows(self, page: str) -> bool:
        """Return whether `page`, a path without a language folder, may disappear."""
        return bool(_ENDING_LIST.fullmatch(page)) or is_list_page(page) or page in self.removed


def load_allowed_losses(root: Path) -> AllowedLosses:
    """Return the pages that may disappear from the site of the project `root`.

    Raises DataError if `data/removed.yaml` is invalid.
    """
    return AllowedLosses(load_removed_addresses(root / "data"))
