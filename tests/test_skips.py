"""A skip is for laptops: in CI it is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("1", 1)])
def test_a_skipped_test_fails_in_ci_alone(tmp_path: Path, ci: str, code: int) -> None:
    """Whatever the reason and however it is written: a mark, or a call while it runs."""
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_runtest_makereport\n")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.mark.skip(reason='marked')\ndef test_marked(): pass\n"
        "def test_called(): pytest.skip('called')\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, str(tmp_path)]
    surroundings = {**os.environ, "PLCSITE_CI": ci, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=surroundings, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, ("1 failed, 1 error" if ci else "2 skipped") in done.stdout) == (code, True), done.stdout
