"""Readers of what people already have, one file per format; nothing here calls a model."""

from thyself.sources.add import add
from thyself.sources.catalogs import read_catalog
from thyself.sources.detect import find_reader, readers
from thyself.sources.port import Note, Place, Progress, ReadContext, Reader

__all__ = ["Note", "Place", "Progress", "ReadContext", "Reader", "add", "find_reader", "read_catalog", "readers"]
