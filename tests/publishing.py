"""Small trees to publish, and what is seen of them afterwards."""

from __future__ import annotations

from pathlib import Path

from plcsite.stages.publish import Stage, open_stage, publish
from plcsite.target import MANIFEST, Output, Published

WORKSPACE = ".public.plcsite"
NOBODY = Path("/home/nobody")

Files = dict[str, str]


def build(site: Path, files: Files, **options: object) -> Published:
    """Publishes exactly these files, all of them written."""
    with open_stage(site / "public", site=site, home=NOBODY) as stage:
        outputs = [stage.write(path, text.encode()) for path, text in files.items()]
        return publish(stage, outputs, durable=False, **options)  # type: ignore[arg-type]


def keep_or_write(stage: Stage, output: Output, text: str) -> Output:
    """Stages as a caller does that knows digests, and makes bytes only when it must."""
    try:
        return stage.keep(output)
    except KeyError:
        return stage.write(output.path, text.encode())


def read(folder: Path) -> Files:
    """All files in a folder but manifests."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def identify(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of all files in a folder."""
    found = ((path.relative_to(folder).as_posix(), path.lstat()) for path in folder.rglob("*") if not path.is_dir())
    return {path: (status.st_ino, status.st_mtime_ns) for path, status in found}


def names(folder: Path) -> set[str]:
    """What lies in a folder, the workspace aside."""
    return {path.name for path in folder.iterdir() if path.name != WORKSPACE}


def is_tidy(site: Path) -> bool:
    """Whether nothing lies in the workspace but what is kept for the next build."""
    return not (site / WORKSPACE).exists() or names(site / WORKSPACE) <= {"spare", "record"}
