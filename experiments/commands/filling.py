"""What sweep, resume and sensitivity share: runs go into a store, with a progress bar, here or on a cluster."""

from dataclasses import dataclass

from experiments.commands.prepare import prepare
from experiments.commands.progress import progress_bar
from experiments.commands.settings import bad_input
from experiments.execute.cluster import ClusterError
from experiments.store import Store
from experiments.sweep import Shard, fill
from simulator.simulate import Engine


@dataclass(frozen=True, kw_only=True)
class Filling:
    """Where the runs are made, and what is shown meanwhile."""

    engine: Engine
    workers: int | None
    cluster: str | None
    quiet: bool

    def prepare(self) -> None:
        """Refuses options that contradict each other, and readies the engine where it will run.

        Raises:
            ScenarioError: Workers of this machine and a cluster are asked for together.
        """
        if self.cluster is None:
            prepare(self.engine, quiet=self.quiet)
        elif self.workers is not None:
            raise bad_input("--workers", "does not go with --cluster, whose workers are as many as have joined it")

    def fill(self, store: Store, shard: Shard | None = None, *, fail_fast: bool = False) -> None:
        """Runs what a store lacks.

        Raises:
            ScenarioError: The cluster cannot be reached, and nothing was run.
            ClusterError: It went away meanwhile.
        """
        before = store.have()
        try:
            with progress_bar(wanted=not self.quiet) as progress:
                fill(
                    store,
                    engine=self.engine,
                    workers=self.workers,
                    cluster=self.cluster,
                    shard=shard,
                    fail_fast=fail_fast,
                    may_start_processes=True,
                    progress=progress,
                )
        except ClusterError as error:
            if store.have() == before:
                raise bad_input("--cluster", str(error)) from error
            raise ClusterError(f"{error}; what is stored is safe, go on with keysim resume") from error
