"""What fitting needs beyond the core, loaded where it is used."""

from __future__ import annotations

from types import ModuleType

from thyself.core import ModelUnavailable


def sparse() -> ModuleType:
    """``scipy.sparse``.

    Raises:
        ModelUnavailable: It is not installed; the message says how to get it.
    """
    try:
        from scipy import sparse as found
    except ImportError:
        raise ModelUnavailable("to fit a recommender, scipy is needed: pip install 'thyself[recommend]'") from None
    module: ModuleType = found
    return module


def lapack() -> ModuleType:
    """``scipy.linalg.lapack``.

    Raises:
        ModelUnavailable: It is not installed; the message says how to get it.
    """
    sparse()
    from scipy.linalg import lapack as found

    module: ModuleType = found
    return module
