"""The bundled scenarios are found in a checkout and in an installed wheel."""

from pathlib import Path

import pytest

from simulator import bundled


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty package folder that `bundled` takes for its own."""
    folder = tmp_path / "simulator"
    folder.mkdir()
    monkeypatch.setattr(bundled, "_PACKAGE", folder)
    return folder


def test_a_checkout_reads_the_folder_beside_the_packages(package: Path) -> None:
    beside = package.parent / "scenarios"
    beside.mkdir()
    assert bundled.bundled_scenarios() == beside


def test_a_wheel_reads_its_own_copy_even_if_a_namesake_stands_beside_it(package: Path) -> None:
    (package.parent / "scenarios").mkdir()
    inside = package / "scenarios_data"
    inside.mkdir()
    assert bundled.bundled_scenarios() == inside


def test_an_incomplete_installation_says_where_it_looked(package: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        bundled.bundled_scenarios()
    assert str(package / "scenarios_data") in str(caught.value)
    assert "reinstall" in str(caught.value)


def test_this_tree_has_its_scenarios(repo_root: Path) -> None:
    assert bundled.bundled_scenarios() == repo_root / "scenarios"
