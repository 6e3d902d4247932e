"""Tells the preview that files of the site changed: once per burst of changes, and never for our own doing."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

# Not opened, closed or modified folders: those come from reading, and a build reads everything.
_CHANGES: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
# What editors leave beside a file while they save it: dotfiles, Vim's probe 4913 and swap files, Emacs's locks.
_PASSING = re.compile(r"\..*|.*~|.*\.sw[a-z]|4913|#.*#")
# Editors write a file, or it and its copies, within a few milliseconds.
_QUIET = 0.03
_LONGEST_BURST = 66


@contextmanager
def watch(roots: Iterable[Path], callback: Callable[[frozenset[Path]], None]) -> Iterator[None]:
    """Calls `callback` with the paths that changed in files and folders `roots`, from one thread, never overlapping.

    It is called once per burst, which is over after 0.03 s without a change, and at the latest after 2 s. Roots need
    not exist yet. Dotfiles and editors' passing files don't count.
    """
    watched = _Watched(tuple(root.resolve() for root in roots))
    watched.start()
    caller = threading.Thread(target=watched.gather, args=(callback,), name="plcsite-watch", daemon=True)
    caller.start()
    try:
        yield
    finally:
        watched.stop()
        caller.join()


class _Watched(FileSystemEventHandler):
    def __init__(self, roots: tuple[Path, ...]) -> None:
        self._roots = roots
        self._paths: set[Path] = set()
        self._noting = threading.Lock()
        self._changed = threading.Event()
        self._stopped = threading.Event()
        self._observer: BaseObserver = Observer()
        self._followed: dict[Path, tuple[int, ObservedWatch]] = {}

    def start(self) -> None:
        # From outside too, for a root may be a file, come later, or be replaced as a whole.
        for parent in {root.parent for root in self._roots}:
            if parent.is_dir():
                self._observer.schedule(self, str(parent), event_filter=_CHANGES)
        self._follow()
        self._observer.start()

    def stop(self) -> None:
        self._stopped.set()
        self._changed.set()
        self._observer.stop()
        self._observer.join()

    def gather(self, callback: Callable[[frozenset[Path]], None]) -> None:
        while True:
            self._changed.wait()
            for _ in range(_LONGEST_BURST):
                self._changed.clear()
                if self._stopped.wait(_QUIET):
                    return
                if not self._changed.is_set():
                    break
            with self._noting:
                self._changed.clear()
                paths, self._paths = self._paths, set()
            self._follow()
            callback(frozenset(paths))

    def on_any_event(self, event: FileSystemEvent) -> None:
        named = (Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path)
        paths = {path for path in named if self._matters(path)}
        if paths:
            with self._noting:
                self._paths |= paths
                self._changed.set()

    def _matters(self, path: Path) -> bool:
        return any(
            path.is_relative_to(root) and not any(map(_PASSING.fullmatch, path.relative_to(root).parts))
            for root in self._roots
        )

    def _follow(self) -> None:
        """Watches the folders that stand where the roots are now: one that was replaced is another to the system."""
        for root in self._roots:
            inode = root.stat().st_ino if root.is_dir() else None
            followed = self._followed.get(root)
            if followed and followed[0] != inode:
                del self._followed[root]
                with suppress(KeyError, OSError):
                    self._observer.unschedule(followed[1])
            if inode is not None and root not in self._followed:
                watching = self._observer.schedule(self, str(root), recursive=True, event_filter=_CHANGES)
                self._followed[root] = (inode, watching)
