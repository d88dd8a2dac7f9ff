"""Proxy: an OpenAI-compatible door. A client that changes its address and key gets answers that know the person."""

from thyself.serve.proxy.routes import router
from thyself.serve.proxy.upstream import upstream

__all__ = ["router", "upstream"]
