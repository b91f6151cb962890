"""The tables and examples of the pages on sweeps are complete. (That the pages can be followed: tests/docs.)"""

from contextlib import closing
from pathlib import Path

from experiments.store_files import create_store
from experiments.study.block import FactorBlock, StudyBlock
from experiments.study.load import load_study


def test_the_page_of_the_store_names_every_table_column_and_key(repo_root: Path) -> None:
    page = (repo_root / "docs/reference/store.md").read_text(encoding="utf-8")
    with closing(create_store(":memory:", load_study("studies/chase_or_build"))) as store:
        tables = [name for (name,) in store.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        assert len(tables) == 4
        columns = {row[1] for table in tables for row in store.connection.execute(f"PRAGMA table_info({table})")}
        keys = {name for (name,) in store.connection.execute("SELECT name FROM meta")}
    plain = {name for name in columns if not name.endswith(("_mean", "_std"))}
    assert [name for name in sorted({*tables, *plain, *keys} - {"name", "value"}) if f"`{name}`" not in page] == []


def test_the_guide_shows_every_key_of_a_study(repo_root: Path) -> None:
    page = (repo_root / "docs/how-to/run-a-sweep.md").read_text(encoding="utf-8")
    keys = (StudyBlock.model_fields | FactorBlock.model_fields).keys() - {"description"}
    assert [key for key in sorted(keys) if f"{key}:" not in page] == []
