"""Long tables on their way to Parquet: the same bytes, however the rows arrive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import pandas as pd

ROWS = 1 << 18  #: rows of a row group
WORDS = pa.dictionary(pa.int32(), pa.string())  #: how a column of words is stored: each word once

#: What columns were called in results that were written earlier, and are called now.
EARLIER = {"group": "who"}


class ParquetStream:
    """A Parquet file written in row groups of a fixed number of rows, so that it never has to fit into memory.

    Parameters
    ----------
    path
        The file.
    lineage
        What it is to say of where it came from; see `sim.experiments.storage.lineage`.
    """

    def __init__(self, path: Path, lineage: Mapping[str, str] | None = None) -> None:
        self.path, self.lineage = path, dict(lineage or {})
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []
        self._rows, self._groups = 0, 0

    def write(self, table: pa.Table) -> None:
        """Add rows. Columns of words must be of the type `WORDS`."""
        if self._writer is None:
            schema = table.schema.with_metadata(self.lineage or None)
            self._writer = pq.ParquetWriter(self.path, schema, compression="zstd")
        at = 0
        while len(table) - at >= ROWS - self._rows:
            part = table.slice(at, ROWS - self._rows)
            at += len(part)
            self._waiting.append(part)
            self._write()
        if at < len(table) or not self._waiting:
            self._waiting.append(table.slice(at))
            self._rows += len(table) - at

    def close(self) -> None:
        """Write what is waiting, and end the file."""
        if self._writer is not None:
            if self._rows or not self._groups:
                self._write()
            self._writer.close()

    def _write(self) -> None:
        assert self._writer is not None
        group = pa.concat_tables(self._waiting)
        self._writer.write_table(canonical(group), row_group_size=ROWS)
        self._waiting, self._rows, self._groups = [], 0, self._groups + 1


def write_parquet(path: Path, frame: pd.DataFrame, lineage: Mapping[str, str]) -> None:
    """Write a frame that fits into memory."""
    pq.write_table(rows_of(frame).replace_schema_metadata(dict(lineage) or None), path, compression="zstd")


@contextmanager
def parquet_stream(path: Path, lineage: Mapping[str, str] | None = None) -> Iterator[ParquetStream]:
    """A stream that is closed at the end of the block."""
    stream = ParquetStream(path, lineage)
    try:
        yield stream
    finally:
        stream.close()


def canonical(table: pa.Table) -> pa.Table:
    """The table with each column in one piece, and its words in the order in which they appear.

    What is written would else depend on the order in which somebody happened to meet the words.
    """
    columns = [
        _in_order_of_appearance(column) if pa.types.is_dictionary(column.type) else column for column in table.columns
    ]
    return pa.table(columns, schema=table.schema)


def _in_order_of_appearance(words: pa.ChunkedArray) -> pa.Array:
    whole = words.unify_dictionaries().combine_chunks()
    met = whole.indices.dictionary_encode()  # of numbers: several times as fast as of the words themselves
    return pa.DictionaryArray.from_arrays(met.indices, whole.dictionary.take(met.dictionary))


def rows_of(frame: pd.DataFrame) -> pa.Table:
    """A frame as an Arrow table whose columns of words are of the type `WORDS`."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for index, column in enumerate(table.columns):
        kind = column.type
        if pa.types.is_dictionary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
            words = column.cast(pa.string()).combine_chunks().dictionary_encode()
            table = table.set_column(index, table.field(index).name, words)
    return table


def to_bytes(tables: Sequence[pa.Table]) -> bytes:
    """Tables one after another, compact, to be sent to another process or kept."""
    whole = pa.concat_tables(tables).unify_dictionaries()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, whole.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(whole)
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def from_bytes(content: bytes) -> pa.Table:
    """The table that `to_bytes` packed.

    Raises
    ------
    ValueError
        If these are not the bytes of a table.
    """
    with pa.ipc.open_stream(content) as reader:
        return reader.read_all()


def frame_of(tables: Iterable[pa.Table]) -> pd.DataFrame:
    """Tables one after another as a frame, with words as categories."""
    whole = canonical(pa.concat_tables(tables))
    return with_whole_numbers(whole.to_pandas())


def with_whole_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with members' numbers as whole numbers, although most rows have none."""
    if "resource_id" in frame:
        frame["resource_id"] = frame["resource_id"].astype("Int64")
    return frame


def as_now(table: pa.Table) -> pa.Table:
    """A table with its columns called as they are now, whenever it was written."""
    return table.rename_columns([EARLIER.get(name, name) for name in table.column_names])


def read_rows(path: Path) -> pd.DataFrame:
    """A long table read back from its file, with words as categories."""
    table: Any = pq.read_table(path)
    return with_whole_numbers(table.to_pandas())
