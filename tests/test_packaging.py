"""What is installed: safe floors, a complete lock, a wheel with all its data, and a command that starts quickly."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from plcsite import __version__

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")

# The version from which on no advisory known to us names a package, as of 2026-11-21.
SAFE_FROM = {
    "babel": ("2.9.1", ["CVE-2021-42771"]),
    "jinja2": ("3.1.6", ["CVE-2024-56201", "CVE-2024-56326", "CVE-2025-27516"]),
    "markdown": ("3.8.1", ["CVE-2025-69534"]),
    "nh3": ("0.3.8", ["RUSTSEC-2025-0071", "RUSTSEC-2026-0193", "RUSTSEC-2026-0213"]),
    "pillow": ("12.3", ["CVE-2026-40192", "CVE-2026-42310", "CVE-2026-55379"]),
}

# Left out for what it read and how long it took (CVE-2026-46338, PYSEC-2026-3654).
UNWANTED = {"pymdown-extensions"}

HEAVY = ("babel", "jinja2", "markdown", "PIL", "yaml", "nh3", "watchdog", "sqlite3", "plcsite.build")


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def floors() -> dict[str, str]:
    """The lowest version of each dependency that an installation may have."""
    return dict(re.fullmatch(r"([\w-]+)(?:\[.*\])?>=([\d.]+)", line).groups() for line in PROJECT["dependencies"])  # type: ignore[union-attr]


def locked() -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", LOCK, re.MULTILINE))


# --- dependencies ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("package", SAFE_FROM)
def test_floors_lie_above_every_advisory(package: str) -> None:
    """Whoever installs plcsite beside other things gets no version with a known hole."""
    version, advisories = SAFE_FROM[package]
    assert numbers(floors()[package]) >= numbers(version), advisories


def test_the_lock_has_every_dependency_at_its_floor_or_above() -> None:
    """What CI and laptops install is what pyproject.toml asks for; the benchmarks have a lock of their own."""
    versions = locked()
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *(line for name in extras if name != "bench" for line in extras[name])]
    found = [re.match(r"([\w.-]+)(?:\[.*\])?(?:>=([\d.]+))?", line) for line in wanted]
    asked = {each[1]: each[2] or "0" for each in found if each and each[1] != PROJECT["name"]}
    assert asked.keys() <= versions.keys()
    assert [name for name, floor in asked.items() if numbers(versions[name]) < numbers(floor)] == []


def test_every_line_of_the_lock_has_hashes_and_no_address() -> None:
    """It installs from any registry, and only what was locked."""
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links| @ ", LOCK)
    blocks = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert {block.partition("==")[0] for block in blocks} == locked().keys()
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_nothing_unwanted_comes_along() -> None:
    """Packages that were left out for their history don't come back through another."""
    assert UNWANTED & locked().keys() == set()


def test_the_version_has_a_heading_in_the_changelog() -> None:
    """A release says what is in it."""
    assert f"\n## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


# --- the wheel -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this checkout, built without network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_the_package_and_the_themes_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    """Templates, fonts, catalogues and data of languages are installed; tests and content are not."""
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "plcsite").rglob("*") if path.is_file()}
    ours |= {f"plcsite/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "themes").rglob("*") if path.is_file()}
    ours = {path for path in ours if "__pycache__" not in path}
    assert {name for name in wheel.namelist() if not name.startswith(f"plcsite-{__version__}.dist-info/")} == ours
    assert {
        "plcsite/py.typed",
        "plcsite/themes/community/templates/base.html",
        "plcsite/catalogues/nl.po",
        "plcsite/languages/nl.toml",
        "plcsite/preview/reload.js",
    } <= ours


def test_the_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    """A registry shows the README and the licence; the command is named."""
    folder = f"plcsite-{__version__}.dist-info"
    metadata = wheel.read(f"{folder}/METADATA").decode()
    assert "# plcsite\n" in metadata
    assert "License-Expression: MIT\n" in metadata
    assert f"{folder}/licenses/LICENSE" in wheel.namelist()
    assert "plcsite = plcsite.cli:main" in wheel.read(f"{folder}/entry_points.txt").decode()


def test_what_the_wheel_installs_builds_a_site_elsewhere(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """Nothing of the checkout is needed: not its theme, not its catalogues."""
    wheel.extractall(tmp_path / "installed")
    site = tmp_path / "site"
    page = site / "content" / "en" / "about.md"
    page.parent.mkdir(parents=True)
    page.write_text("---\ntitle: About us\n---\nWords.\n", encoding="utf-8")
    (site / "plcsite.toml").write_text('[site]\nurl = "https://example.org/"\n[languages.en]\ntitle = "Us"\n', "utf-8")
    script = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r})\n"
        "import plcsite.cli; print(plcsite.__file__); plcsite.cli.main(['build', '--language', 'nl'])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=site, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith(str(tmp_path / "installed"))
    assert "bestanden geschreven" in done.stderr
    assert "About us" in (site / "public" / "en" / "about" / "index.html").read_text("utf-8")
    assert list((site / "public" / "assets").glob("style.*.css"))


# --- the command -----------------------------------------------------------------------------------------------


def call(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", cwd=ROOT).stdout


def test_the_version_loads_nothing_heavy() -> None:
    """The command answers at once: nothing is imported but what the answer needs."""
    script = "import sys; from plcsite.cli import main\ntry: main(['--version'])\nfinally: print(*sys.modules)"
    loaded = set(call("-c", script).splitlines()[-1].split())
    assert "click" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_the_package_can_be_called_as_a_module() -> None:
    """`python -m plcsite` is the command, also where its folder is not on PATH."""
    assert call("-m", "plcsite", "--version").startswith(f"plcsite {__version__} (Python 3.")
