"""Keeps the jar's classes as a JVM has them in memory: the next JVM need not read and check them again, and starts sooner."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
from pathlib import Path

_KEPT_SECONDS = 30 * 24 * 3600

# What the JVM says of archives goes to standard output, whose last line is the summary's.
_QUIET = ("-Xlog:disable", "-Xlog:all=error:stderr")


class ClassArchive:
    """The archive of one jar for one JVM, in a folder that only this user can write to.

    The first run that succeeds makes it, which takes it some seconds more at its end; those after it use it. A JVM that
    cannot use one, since it was made by another JVM or from another jar, goes without by itself.
    """

    def __init__(self, java: str, jar: str, caches: Path | None = None) -> None:
        self._folder = _own((caches or _caches()) / "tidemark")
        key = "\n".join(_identity(path) for path in (shutil.which(java) or java, jar))
        self._file = (self._folder or Path()) / f"classes-{hashlib.sha256(key.encode()).hexdigest()[:16]}.jsa"
        self._made = self._file.with_suffix(f".{os.getpid()}")

    def options(self, *, make: bool) -> list[str]:
        """Of the JVM: to use the archive, or to make it if there is none and this run is one that uses most classes."""
        if self._folder is None:
            return []
        if self._file.exists():
            return [f"-XX:SharedArchiveFile={self._file}", *_QUIET]
        return [f"-XX:ArchiveClassesAtExit={self._made}", *_QUIET] if make else []

    def keep(self) -> None:
        """After a run that succeeded: what it made is whole. What was left long ago, by other jars or lost runs, goes."""
        if self._folder is not None and self._made.exists():
            self._made.replace(self._file)
            for old in self._folder.glob("classes-*"):
                with contextlib.suppress(FileNotFoundError):  # another task cleans up as well
                    if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
                        old.unlink()

    def discard(self) -> None:
        """After a run that did not, and harmless after one that did."""
        if self._folder is not None:
            self._made.unlink(missing_ok=True)


def _caches() -> Path:
    """Where a user's programs keep what they can make again (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _identity(path: str) -> str:
    """A file as it is now: another build is another file."""
    try:
        found = Path(path).resolve().stat()
    except OSError:
        return path
    return f"{Path(path).resolve()} {found.st_size} {found.st_mtime_ns}"


def _own(folder: Path) -> Path | None:
    """The folder if it is this user's alone: an archive is code, and whoever wrote it decides what the JVM does."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError:
        return None
    return folder if found.st_uid == os.getuid() and not found.st_mode & 0o022 else None
