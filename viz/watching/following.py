"""Trace a source in a fresh process whenever a file that it is made of was saved."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..embedding import Failure, Traced, Wanted, graphs
from ..errors import ConvatlasError
from ..keeping import Store
from .versions import Versions

LOOK = 250  # milliseconds between looks at the files, should the system tell nothing of them
ENDINGS = (".py", ".toml", ".json", ".keras", ".h5")  # of files that may mend a source that never was any good
Stamps = Mapping[str, tuple[int, int]]


class Follower:
    """Follows one source from a folder.

    Raises:
        ConvatlasError: watchfiles is missing.
    """

    def __init__(self, wanted: Wanted, folder: str | os.PathLike[str], store: Store, versions: Versions) -> None:
        try:
            import watchfiles  # noqa: F401
        except ModuleNotFoundError:
            raise ConvatlasError("`convatlas watch` needs watchfiles: pip install 'convatlas[watch]'") from None
        self.wanted, self.folder, self.store, self.versions = wanted, Path(folder), store, versions
        self.files: set[str] = set()
        self.stopped = threading.Event()

    def run(self) -> None:
        """Trace, tell, wait for the next save; until it is stopped."""
        while not self.stopped.is_set():
            before = stamps(self._watched())
            self.versions.busy()
            self._trace()
            if all(before.get(path) == stamp for path, stamp in stamps(before).items()):
                self._wait(stamps(self._watched()))

    def stop(self) -> None:
        """Come to an end soon."""
        self.stopped.set()

    def _trace(self) -> None:
        (found,) = graphs([self.wanted], self.store, folder=self.folder).values()
        self.files |= set(found.files)
        source = self.folder / self.wanted.source
        if source.is_file():
            self.files.add(str(source.resolve()))
        if isinstance(found, Traced):
            self.versions.good(found.graph)
        elif isinstance(found, Failure):
            self.versions.bad(found)

    def _watched(self) -> Iterable[str]:
        """The files that decide what the source is; where none are known yet, all of its folder that may."""
        if self.files:
            return sorted(self.files)
        return sorted(str(path) for path in self.folder.iterdir() if path.name.endswith(ENDINGS))

    def _wait(self, known: Stamps) -> None:
        """Return once a file differs from what is known of it."""
        import watchfiles

        folders = {str(Path(path).parent) for path in known if Path(path).parent.is_dir()} or {str(self.folder)}
        news = watchfiles.watch(
            *folders,
            watch_filter=None,
            stop_event=self.stopped,
            step=20,
            debounce=100,
            rust_timeout=LOOK,
            yield_on_timeout=True,
            recursive=False,
        )
        for _ in news:
            if stamps(self._watched()) != known:
                return


def stamps(files: Iterable[str]) -> Stamps:
    """Time and size of files; (0, 0) of those that are not there."""
    return {path: _stamp(path) for path in files}


def _stamp(path: str) -> tuple[int, int]:
    try:
        about = os.stat(path)
    except OSError:
        return 0, 0
    return about.st_mtime_ns, about.st_size
