"""Workers: who does the parts of a large job: this process, or the machines of a Ray cluster, with the same outcome."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Protocol, TypeVar

from thyself.core import ModelUnavailable

Shared = TypeVar("Shared")
Part = TypeVar("Part")
Done = TypeVar("Done")

#: Parts that are under way for each processor of a cluster, so that none waits and the outcomes do not pile up.
_AHEAD: Final = 2


class Workers(Protocol):
    """Does the parts of a job."""

    def each(self, work: Callable[[Shared, Part], Done], shared: Shared, parts: Sequence[Part]) -> Iterator[Done]:
        """``work(shared, part)`` of each part, in the order of the parts.

        Args:
            work: A function of a module, which other processes can find by its name.
            shared: What all parts need; sent to each machine once.
            parts: What differs.
        """


class Here:
    """This process, one part after the other."""

    def each(self, work: Callable[[Shared, Part], Done], shared: Shared, parts: Sequence[Part]) -> Iterator[Done]:
        """See :class:`Workers`."""
        return (work(shared, part) for part in parts)


class RayCluster:
    """The machines of a Ray cluster; they need this package too.

    Args:
        address: Of the cluster, such as ``"ray://head:10001"`` or ``"auto"``; ``None``: one of this machine alone,
            which is started where there is none.

    Raises:
        ModelUnavailable: Ray is not installed; the message says how to get it.
    """

    def __init__(self, address: str | None = None) -> None:
        try:
            import ray
        except ImportError:
            raise ModelUnavailable("for a cluster, Ray is needed: pip install 'thyself[ray]'") from None
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would tell its makers
        self._ray: Any = ray
        if not ray.is_initialized():
            ray.init(address=address, include_dashboard=False, log_to_driver=False)

    def each(self, work: Callable[[Shared, Part], Done], shared: Shared, parts: Sequence[Part]) -> Iterator[Done]:
        """See :class:`Workers`."""
        remote = self._ray.remote(work)
        held = self._ray.put(shared)
        ahead = _AHEAD * max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        under_way = [remote.remote(held, part) for part in parts[:ahead]]
        for place in range(len(parts)):
            done = self._ray.get(under_way.pop(0))
            if place + ahead < len(parts):
                under_way.append(remote.remote(held, parts[place + ahead]))
            yield done

    def close(self) -> None:
        """Leave the cluster; one that was started for this is stopped."""
        self._ray.shutdown()
