"""Where the chunks of a sweep are worked out: in this process, or by the workers of a Dask cluster.

Dask is given the same chunks and gives the same rows in the same order. It starts the work of a lost worker again, so
that nothing is missing and nothing stands twice.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from itertools import islice
from typing import Any, TypeAlias

from convcalc.errors import ConvcalcError, UsageError, did_you_mean
from convcalc.sweeping.arrays.boxes import spans
from convcalc.sweeping.arrays.cover import Chunk, Cover
from convcalc.sweeping.arrays.tape import Job

ENGINES = ("local", "dask")
AHEAD = 4  # chunks for each worker that are on their way, or wait to be written
RETRIES = 5  # of a chunk whose worker fails
KEPT = 16  # jobs whose programs a worker keeps
PATIENCE = "10s"  # for an answer of a scheduler

Chunks: TypeAlias = Callable[[Job, int], Iterator[Chunk]]


@contextmanager
def engine(name: str = "local", scheduler: str = "", workers: int | None = None) -> Iterator[Chunks]:
    """A function that gives the chunks of a job in order, of a size at most.

    ``scheduler`` is the address of a Dask cluster, such as tcp://host:8786; without it one of ``workers`` processes is
    started on this machine. Raises a UsageError for an engine that there is not, or that cannot be had.
    """
    if name not in ENGINES:
        raise UsageError(f"there is no engine {name!r}", hint=did_you_mean(name, ENGINES))
    if name == "local":
        if scheduler:
            raise UsageError(f"--scheduler {scheduler} is of Dask", hint="--engine dask")
        yield local
    else:
        with _client(scheduler, workers) as client:
            yield lambda job, size: _on_workers(client, job, size)


def local(job: Job, size: int) -> Iterator[Chunk]:
    """The chunks, worked out in this process."""
    cover = Cover(job)
    for start, stop in spans(job.lengths, size):
        yield cover.chunk(start, stop)


@contextmanager
def _client(scheduler: str, workers: int | None) -> Iterator[Any]:
    """A client of a Dask cluster, its own or another's."""
    try:
        dask: Any = import_module("dask")
        distributed: Any = import_module("distributed")
    except ImportError:
        raise UsageError("Dask is not installed", hint="pip install 'convcalc[sweep]'") from None
    with dask.config.set({"distributed.comm.timeouts.connect": PATIENCE}):
        if scheduler:
            try:
                client = distributed.Client(scheduler, timeout=PATIENCE, set_as_default=False)
            except (OSError, ValueError) as error:
                raise UsageError(f"no Dask scheduler answers at {scheduler}: {error}", hint="tcp://host:8786") from None
            with client:
                yield client
            return
        options = {"n_workers": workers, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
        with _unheard():
            cluster = distributed.LocalCluster(**options, silence_logs=logging.CRITICAL)
        with cluster, cluster.get_client() as client:
            yield client


@contextmanager
def _unheard() -> Iterator[None]:
    """Processes that are started inside do not hear Ctrl-C: this process does, and ends them in good order."""
    ours = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if ours else None
    try:
        yield
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)


def _on_workers(client: Any, job: Job, size: int) -> Iterator[Chunk]:
    """The chunks from a cluster, a bounded number of them on their way at any time."""
    packed = import_module("cloudpickle").dumps(job)
    pieces = spans(job.lengths, size)
    submit = (
        client.submit(_chunk, packed, start, stop, pure=False, retries=RETRIES, priority=-start)
        for start, stop in pieces
    )
    ahead = AHEAD * max(len(client.scheduler_info()["workers"]), 1)
    waiting = deque(islice(submit, ahead))
    try:
        while waiting:
            yield _result(waiting.popleft())
            waiting.extend(islice(submit, 1))
    finally:
        client.cancel(list(waiting))


def _result(future: Any) -> Chunk:
    """A chunk that was asked for. Raises a UsageError where the cluster gives it up."""
    try:
        return future.result()  # type: ignore[no-any-return]
    except ConvcalcError:
        raise
    except Exception as error:  # whatever a worker that is not ours may raise
        what = f"the Dask cluster gave up on some points: {type(error).__name__}: {error}"
        raise UsageError(what, hint="workers that have convcalc[sweep] installed, and memory enough") from error


def _chunk(packed: bytes, start: int, stop: int) -> Chunk:
    """A chunk, worked out by a worker."""
    return _cover(packed, threading.get_ident()).chunk(start, stop)


@lru_cache(maxsize=KEPT)
def _cover(packed: bytes, thread: int) -> Cover:
    """The programs of a job, which each thread of a worker keeps from chunk to chunk."""
    return Cover(import_module("cloudpickle").loads(packed))
