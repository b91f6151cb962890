"""The store: written twice it is the same, it extends and merges, and it refuses what does not belong to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from experiments import store_files, sweep
from experiments.batches import Failure
from experiments.blocks import REPLICATIONS_PER_BLOCK, Block, BlockTask, packed, unpacked
from experiments.export import export
from experiments.plan import Plan
from experiments.store import Store, StoreError
from experiments.store_files import create_store, merge_stores, open_or_create, open_store
from experiments.study.load import load_study
from experiments.sweep import Shard, fill
from tests.support.tiny_study import STUDY, write_tiny_study
from tests.unit import fake_firm


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "simulate", fake_firm.simulate)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return load_study(write_tiny_study(tmp_path))


@pytest.fixture
def store(tmp_path: Path, plan: Plan) -> Iterator[Store]:
    with closing(create_store(tmp_path / "x.db", plan)) as opened:
        yield opened


def contents(file: Path) -> tuple[bytes, list[tuple[object, ...]]]:
    """The bytes that must not change: the exported table, and the blobs with their keys."""
    with closing(open_store(file)) as opened:
        table = file.with_suffix(".csv")
        export(opened, table)
        query = "SELECT point, strategy, block, key, outcomes FROM blocks ORDER BY 1, 2, 3"
        return table.read_bytes(), list(opened.connection.execute(query))


def filled(file: Path, plan: Plan, shard: Shard | None = None) -> None:
    with closing(open_or_create(file, plan)) as opened:
        fill(opened, workers=1, shard=shard)


def block(plan: Plan, start: int, replications: int, value: float = 1.0, point: int = 0) -> Block:
    outcomes = np.full((len(plan.strategies), replications, len(plan.outcomes)), value)
    outcomes[..., 1] = np.arange(start, start + replications)
    return Block(BlockTask(point, start, replications), outcomes, plan.scenario(point).model_dump_json())


def test_a_store_grows_by_points_that_a_search_finds(tmp_path: Path, plan: Plan) -> None:
    start = replace(plan, rows=plan.rows[:1])
    with closing(create_store(tmp_path / "g.db", start)) as one, closing(open_store(tmp_path / "g.db")) as other:
        one.grow(plan.rows[:3])
        other.grow((*plan.rows[2:5], plan.rows[0]))
        assert other.plan == plan_of_rows(plan, 5)
        one.grow(plan.rows[:3])
        one.grow(plan.rows[3:6])
    with closing(open_store(tmp_path / "g.db")) as again:
        assert again.plan == plan_of_rows(plan, 6)
        assert again.plan.scenario(5) == plan.scenario(5)


def plan_of_rows(plan: Plan, rows: int) -> Plan:
    return replace(plan, rows=plan.rows[:rows])


def test_writing_twice_changes_nothing(store: Store, plan: Plan) -> None:
    store.write(block(plan, 0, 6))
    before = list(store.connection.iterdump())
    store.write(block(plan, 0, 6))
    store.write(block(plan, 0, 3))
    assert list(store.connection.iterdump()) == before


def test_a_block_grows_as_if_it_had_been_written_at_once(store: Store, plan: Plan, tmp_path: Path) -> None:
    store.write(block(plan, 0, 3))
    store.write(block(plan, 3, 4))
    with closing(create_store(tmp_path / "y.db", plan)) as other:
        other.write(block(plan, 0, 7))
        query = "SELECT * FROM blocks"
        assert list(other.connection.execute(query)) == list(store.connection.execute(query))


def test_other_numbers_for_the_same_run_are_refused(store: Store, plan: Plan) -> None:
    store.write(block(plan, 0, 3))
    with pytest.raises(StoreError, match="two runs of the same replications differ"):
        store.write(block(plan, 0, 3, value=2.0))
    with pytest.raises(StoreError, match="before 5 of point 0 are missing"):
        store.write(block(plan, 5, 1))
    assert store.have() == {(0, 0): 3}


def test_a_transaction_that_fails_leaves_nothing(store: Store, plan: Plan) -> None:
    bad = block(plan, 0, 3)
    with pytest.raises(ValueError, match="cannot reshape"):
        store.write_rows(bad.task, {"one": bad.outcomes[0], "two": np.ones((3, 1))}, bad.inputs)
    assert store.have() == {}
    assert store.inputs(0) is None


def test_other_inputs_for_the_same_point_are_refused(store: Store, plan: Plan) -> None:
    store.write(block(plan, 0, 3))
    with pytest.raises(StoreError, match="made from other inputs"):
        store.write(block(plan, 3, 3)._replace(inputs="{}"))


def test_inputs_come_back_whole_and_take_little_room(store: Store, plan: Plan) -> None:
    text = plan.scenario(3).model_dump_json()
    store.write(block(plan, 0, 3, point=3))
    assert store.inputs(3) == text
    like = plan.scenario(0).model_dump_json()
    assert unpacked(packed(text, like), like) == text
    assert len(packed(text, like)) < len(text) / 10


def test_a_failure_is_noted_until_it_succeeds(store: Store, plan: Plan) -> None:
    store.write_failure(BlockTask(0, 0, 6), Failure(error="a fault", trace="where"))
    assert [failure.error for failure in store.failures()] == ["a fault"]
    store.write(block(plan, 0, 6))
    assert store.failures() == []


def test_summaries_are_columns(store: Store, plan: Plan) -> None:
    store.write(block(plan, 0, 3))
    query = "SELECT value_mean, value_std, customers_mean, customers_std, replications FROM blocks"
    assert set(store.connection.execute(query)) == {(1.0, 0.0, 1.0, 1.0, 3)}


def test_more_replications_extend_to_the_same_bytes(tmp_path: Path, plan: Plan) -> None:
    much = REPLICATIONS_PER_BLOCK + 7
    filled(tmp_path / "at_once.db", plan.with_replications(much))
    for replications in (3, 20, REPLICATIONS_PER_BLOCK + 1, much, 5):
        filled(tmp_path / "grown.db", plan.with_replications(replications))
    assert contents(tmp_path / "grown.db") == contents(tmp_path / "at_once.db")


def test_shards_merge_to_the_same_bytes(tmp_path: Path, plan: Plan) -> None:
    filled(tmp_path / "whole.db", plan)
    shards = [tmp_path / f"{number}.db" for number in (1, 2, 3)]
    for number, file in enumerate(shards, start=1):
        filled(file, plan, Shard(number=number, of=3))
    with closing(merge_stores(tmp_path / "merged.db", [*shards, shards[0]])) as merged:
        assert merged.done_points() == len(plan)
    assert contents(tmp_path / "merged.db") == contents(tmp_path / "whole.db")


def test_what_is_not_of_the_same_study_does_not_merge(tmp_path: Path, plan: Plan) -> None:
    filled(tmp_path / "one.db", plan)
    other = load_study(write_tiny_study(tmp_path, STUDY.replace("1.5]", "1.6]")))
    filled(tmp_path / "other.db", other)
    with pytest.raises(StoreError, match=r"one.db: holds another study, the factors differ"):
        merge_stores(tmp_path / "one.db", [tmp_path / "other.db"])


def test_a_changed_study_is_refused(tmp_path: Path, plan: Plan) -> None:
    filled(tmp_path / "x.db", plan)
    changed = load_study(write_tiny_study(tmp_path, STUDY.replace("seed: 11", "seed: 12")))
    with pytest.raises(StoreError, match="holds another study, the scenario and the seed differ"):
        open_or_create(tmp_path / "x.db", changed)


def test_a_changed_model_is_refused_but_can_be_exported(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path / "x.db", plan)
    monkeypatch.setattr(store_files, "model_hash", lambda: "f" * 64)
    with pytest.raises(StoreError, match="made by another version of the model"):
        open_or_create(tmp_path / "x.db", plan)
    with closing(open_store(tmp_path / "x.db")) as opened:
        with pytest.raises(StoreError, match="can be exported, but not continued"):
            fill(opened, workers=1)
        assert export(opened, tmp_path / "x.csv") == 12 * 2 * 6


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not a database, but quite a long text that says nothing at all", "is no store, or is damaged"),
        (b"", "holds nothing yet; begin with keysim sweep"),
    ],
)
def test_other_files_are_refused(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(content)
    with pytest.raises(StoreError, match=message):
        open_store(tmp_path / "x.db")


def test_other_databases_are_refused(tmp_path: Path, plan: Plan) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
        connection.commit()
    with pytest.raises(StoreError, match="is a database, but no store of keysim"):
        open_store(tmp_path / "x.db")
    with pytest.raises(StoreError, match="is a database, but no store of keysim"):
        create_store(tmp_path / "x.db", plan)


def test_a_later_format_is_refused(tmp_path: Path, plan: Plan) -> None:
    filled(tmp_path / "x.db", plan)
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(StoreError, match="is a store of format 2"):
        open_store(tmp_path / "x.db")


def test_parquet_holds_the_same_as_csv(tmp_path: Path, plan: Plan) -> None:
    import csv

    import pyarrow.parquet as pq

    filled(tmp_path / "x.db", plan)
    with closing(open_store(tmp_path / "x.db")) as opened:
        for summary in (False, True):
            export(opened, tmp_path / "x.csv", summary=summary)
            export(opened, tmp_path / "x.parquet", summary=summary)
            with (tmp_path / "x.csv").open(encoding="utf-8") as stream:
                rows = list(csv.DictReader(stream))
            table = pq.read_table(tmp_path / "x.parquet").to_pylist()
            assert [{name: "" if value is None else str(value) for name, value in row.items()} for row in table] == rows
            assert len(rows) == (24 if summary else 144)
