"""Whether a cluster may be asked for as it is."""

from __future__ import annotations

import re

from ...model import Fault
from .processes import faults_of_workers

_ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss)://\S+:\d{1,5}")


def faults_of_parallel(parallel: str, address: str | None, workers: int | None) -> list[Fault]:
    """What is wrong with these settings of a run; see `sim.experiments.execution.executor`."""
    faults = faults_of_workers(workers)
    if address is not None and parallel != "dask":
        faults.append(Fault(path="parallel.address", found=address, allowed="null, or parallel=dask beside it"))
    elif address is not None and not _ADDRESS.fullmatch(address):
        allowed = "the address of a Dask scheduler, such as tcp://host:8786"
        faults.append(Fault(path="parallel.address", found=address, allowed=allowed))
    if address is not None and workers is not None:
        allowed = "null beside parallel.address: a cluster that is there has as many as it has"
        faults.append(Fault(path="workers", found=workers, allowed=allowed))
    return faults
