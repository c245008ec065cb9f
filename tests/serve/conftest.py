"""A home with the example reports read into it, made once, and the command line as people run it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from whoholds.base.settings import Settings
from whoholds.run.examples import read_examples
from whoholds.run.home import Home


def share_gazetteers(home: Path, compiled_gazetteers: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(f'gazetteers = "{compiled_gazetteers}"\n', encoding="utf-8")


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory, compiled_gazetteers: Path) -> Path:
    """The home folder of a record of the example reports; read it, write nothing to it."""
    folder = tmp_path_factory.mktemp("examples")
    share_gazetteers(folder, compiled_gazetteers)
    settings = Settings(home=folder, who="tester", workers=1, gazetteers=str(compiled_gazetteers))
    with Home.open(settings) as home:
        errors = [outcome.error for outcome in read_examples(home) if outcome.error is not None]
    assert errors == []
    return folder


@pytest.fixture
def run(tmp_path: Path, compiled_gazetteers: Path) -> Run:
    """Run `whoholds` in a process of its own, with a home of its own unless `home` is given."""
    share_gazetteers(tmp_path / "home", compiled_gazetteers)

    def run_command(
        *words: str, home: Path | None = None, stdin: bytes = b"", cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "whoholds", *words],
            input=stdin,
            capture_output=True,
            cwd=cwd or tmp_path,
            env={**os.environ, "WHOHOLDS_HOME": str(home or tmp_path / "home")},
            timeout=120,
            check=False,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return run_command
