"""The same queue in other Python libraries, each written as its own documentation writes such a queue.

Where a documentation offers a leaner setting than the default, the leaner one is taken: salabim's processes with
`yield` (the default needs one more library and is slower), SimulSI without time series and histories (as in its own
M/M/c model). All keep every customer's wait, and nothing else is asked of them.
"""

import random
from collections.abc import Callable, Generator, Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from experiments.bench.rivals_queue import Queue

Process = Generator[Any, Any, Any]
Rival = Callable[[Queue, int], Sequence[float]]


def simpy_waits(queue: Queue, seed: int) -> Sequence[float]:
    """SimPy: processes that request a resource (after "Bank Renege" among its examples).

    Args:
        queue: What is simulated.
        seed: Seed of its luck.
    """
    import simpy

    luck = random.Random(seed)
    waits: list[float] = []
    env = simpy.Environment()
    desks = simpy.Resource(env, capacity=queue.desks)

    def customer() -> Process:
        arrived = env.now
        with desks.request() as turn:
            yield turn
            waits.append(env.now - arrived)
            yield env.timeout(luck.expovariate(queue.served_per_day))

    def source() -> Process:
        for _ in range(queue.customers):
            yield env.timeout(luck.expovariate(queue.arrivals_per_day))
            env.process(customer())

    env.process(source())
    env.run()
    return waits


def ciw_waits(queue: Queue, seed: int) -> Sequence[float]:
    """Ciw: a network of one node (after the front page of its documentation).

    Args:
        queue: What is simulated.
        seed: Seed of its luck.
    """
    import ciw

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=queue.arrivals_per_day)],
        service_distributions=[ciw.dists.Exponential(rate=queue.served_per_day)],
        number_of_servers=[queue.desks],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(queue.customers)
    records = sorted(simulation.get_all_records(), key=lambda record: record.arrival_date)
    return [float(record.waiting_time) for record in records]


def salabim_waits(queue: Queue, seed: int) -> Sequence[float]:
    """Salabim: components that request a resource (after "Bank, 3 clerks (resources)" among its sample models).

    Args:
        queue: What is simulated.
        seed: Seed of its luck.
    """
    import salabim

    salabim.yieldless(False)
    env = salabim.Environment(trace=False, random_seed=seed)
    desks = salabim.Resource("desks", capacity=queue.desks)
    gap = salabim.Exponential(rate=queue.arrivals_per_day)
    work = salabim.Exponential(rate=queue.served_per_day)

    class Customer(salabim.Component):  # type: ignore[misc]
        def process(self) -> Process:
            yield self.request(desks)
            yield self.hold(work.sample())
            self.release()

    class Source(salabim.Component):  # type: ignore[misc]
        def process(self) -> Process:
            for _ in range(queue.customers):
                yield self.hold(gap.sample())
                Customer()

    Source()
    env.run()
    return [float(wait) for wait in desks.requesters().length_of_stay.x()]


def simulsi_waits(queue: Queue, seed: int) -> Sequence[float]:
    """SimulSI: processes that request a resource (after its read-me, with the settings of its own M/M/c model).

    Args:
        queue: What is simulated.
        seed: Seed of its luck.
    """
    from simulsi import Simulation
    from simulsi.randomness import Exponential

    simulation: Any = Simulation(seed=seed, record_series=False, keep_entity_history=False)
    desks = simulation.resource("desk", capacity=queue.desks)
    arrivals, service = simulation.stream("arrivals"), simulation.stream("service")
    gap, work = Exponential(rate=queue.arrivals_per_day), Exponential(rate=queue.served_per_day)

    def customer(sim: Any) -> Process:
        yield sim.request(desks)
        yield work.sample(service)
        sim.release(desks)

    def source(sim: Any) -> Process:
        for _ in range(queue.customers):
            yield gap.sample(arrivals)
            sim.process(customer(sim))

    simulation.process(source(simulation))
    simulation.run()
    waits: list[float] = desks.wait_times.values
    return waits


# By the name of the library, which is also that of its package.
RIVALS: Mapping[str, Rival] = {
    "SimPy": simpy_waits,
    "Ciw": ciw_waits,
    "salabim": salabim_waits,
    "SimulSI": simulsi_waits,
}


def is_installed(library: str) -> bool:
    """Whether a library of `RIVALS` can be imported here.

    Args:
        library: Its name.

    Example:
        >>> is_installed("SimPy")
        True
    """
    return find_spec(library.lower()) is not None


def named(library: str) -> str:
    """A library with its version, for a table.

    Args:
        library: Its name in `RIVALS`.

    Example:
        >>> named("SimPy").startswith("SimPy 4")
        True
    """
    return f"{library} {version(library.lower())}"
