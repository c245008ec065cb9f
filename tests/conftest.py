"""What all tests share: the folder of shared data, a clean environment, no network but loopback."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    skip = pytest.mark.skip(reason=f"needs the shared data at {SHARED}, which is absent")
    for item in items:
        if item.get_closest_marker("shared") is not None:
            item.add_marker(skip)


@pytest.fixture
def shared() -> Path:
    """The folder of shared data; mark the test `shared` so that it skips where there is none."""
    return SHARED


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOHOLDS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WHOHOLDS_WHO", "tester")


@pytest.fixture(scope="session")
def compiled_gazetteers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the default gazetteer, compiled once: link it into a home as `gazetteers`."""
    from whoholds.identify.gazetteer import open_gazetteers

    folder = tmp_path_factory.mktemp("gazetteers")
    open_gazetteers(folder)
    return folder
