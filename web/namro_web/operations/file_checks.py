"""Compares what the database speaks of with what the store of files holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from namro_web.foundation.backups.tables import columns_of, stored_models
from namro_web.foundation.files import store

# A file younger than this may belong to an upload whose row is being written.
YOUNG_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; ``missing`` and ``altered`` name the rows that speak of each file."""

    where: str
    whole: int
    missing: dict[str, list[str]] = field(default_factory=dict)
    altered: dict[str, list[str]] = field(default_factory=dict)
    orphans: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Say whether every file that is spoken of is there, as it was kept."""
        return not self.missing and not self.altered


def check_files(
    *, read_all: bool = True, tell: Callable[[int, int], None] | None = None
) -> Verdict:
    """Look at every file, and read each when asked to."""
    spoken = spoken_of()
    files = store()
    kept = list(files.names())
    altered: dict[str, list[str]] = {}
    gone: set[str] = set()
    for done, sha256 in enumerate(kept, 1):
        if read_all:
            try:
                for _ in files.blocks(sha256):
                    pass
            except FileNotFoundError as error:
                if type(error) is FileNotFoundError:
                    gone.add(sha256)
                else:
                    altered[sha256] = spoken.get(sha256, [])
        if tell is not None:
            tell(done, len(kept))
    there = set(kept) - gone
    return Verdict(
        where=files.where,
        whole=len(there) - len(altered),
        missing={sha256: rows for sha256, rows in spoken.items() if sha256 not in there},
        altered=altered,
        orphans=sorted(there - set(spoken) - set(altered)),
    )


def spoken_of() -> dict[str, list[str]]:
    """Give each file that rows speak of, with the rows: “văn bản 12”."""
    found: dict[str, list[str]] = {}
    for model in stored_models():
        if all(column.attname != "sha256" for column in columns_of(model)):
            continue
        rows = model._base_manager.exclude(sha256="").values_list("sha256", "pk")
        for sha256, pk in rows.iterator():
            found.setdefault(sha256, []).append(f"{model._meta.verbose_name} {pk}")
    return found


def remove_orphans(orphans: list[str]) -> int:
    """Take away files that no row speaks of, unless an upload may just be about to; give how many."""
    files = store()
    removed = 0
    for sha256 in orphans:
        try:
            old = files.age(sha256) > YOUNG_SECONDS
        except FileNotFoundError:
            continue
        # Asked again: a row may have come since.
        if old and sha256 not in spoken_of():
            files.remove(sha256)
            removed += 1
    return removed
