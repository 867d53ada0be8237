"""The tidy tables of an experiment, made of its numbers, and the numbers read back from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ...measures import Label
from ..kpi_matrix import Floats, KpiMatrix
from .inventory import reason
from .parquet import EARLIER, WORDS, as_now, parquet_stream

if TYPE_CHECKING:
    import pandas as pd

BLOCK = 1 << 20  #: rows that are made at a time
KPIS, MONTHLY = "kpis.parquet", "monthly.parquet"
RESEEDED_KPIS = "kpis_reseeded.parquet"  #: where something is uncertain
WORD_COLUMNS = ("scenario", "kpi", "who", "unit")


def kpis_frame(numbers: Mapping[str, KpiMatrix], names: Sequence[str] | None = None) -> pd.DataFrame:
    """The KPIs of every replication: scenario, replication, kpi, who, value, unit.

    Parameters
    ----------
    numbers
        By scenario, in the order of the experiment.
    names
        Which KPIs; by default all.
    """
    if names is not None:
        numbers = {name: _only(matrix, names) for name, matrix in numbers.items()}
    return _frame(numbers, {name: (matrix.labels, matrix.values[:, :, None], None) for name, matrix in numbers.items()})


def monthly_frame(numbers: Mapping[str, KpiMatrix]) -> pd.DataFrame:
    """The month ends of every replication: scenario, replication, month_end, kpi, who, value, unit."""
    return _frame(numbers, {name: (matrix.series, matrix.monthly, matrix.months) for name, matrix in numbers.items()})


def write_numbers(folder: Path, numbers: Mapping[str, KpiMatrix], lineage: Mapping[str, str]) -> None:
    """Write all numbers into an existing folder, each kind a file that says where it came from.

    That is `kpis_frame`, `monthly_frame` and, in the form of the first, the replications that were simulated a second time with
    other chance; each is written a part at a time.
    """
    every = numbers.items()
    _write(folder / KPIS, {name: (matrix.labels, matrix.values[:, :, None], None) for name, matrix in every}, lineage)
    _write(folder / MONTHLY, {name: (matrix.series, matrix.monthly, matrix.months) for name, matrix in every}, lineage)
    if any(len(matrix.reseeded) for matrix in numbers.values()):
        _write(
            folder / RESEEDED_KPIS,
            {name: (matrix.labels, matrix.reseeded[:, :, None], None) for name, matrix in every},
            lineage,
        )


def read_numbers(kpis: Path, monthly: Path, reseeded: Path) -> dict[str, KpiMatrix]:
    """The numbers that these files hold, by scenario; the last of them need not be there.

    Raises
    ------
    ValueError
        If a file cannot be read, or a replication has other rows than the first of its scenario.
    """
    totals, series, seconds = _read(kpis), _read(monthly), _read(reseeded) if reseeded.is_file() else {}
    nothing: _Block = ((), np.empty((0, 0, 0)), ())
    matrices = {}
    for name, (labels, values, _) in totals.items():
        series_labels, by_month, months = series.get(name, nothing)
        second = seconds[name][1][:, :, 0] if name in seconds else np.empty((0, len(labels)))
        matrices[name] = KpiMatrix(
            labels=labels,
            values=values[:, :, 0],
            series=series_labels,
            months=months or (),
            monthly=by_month,
            reseeded=second,
        )
    return matrices


#: What fills a table for one scenario: labels, values of shape (replications, labels, months), and the months if any.
_Block = tuple[tuple[Label, ...], Floats, tuple[dt.date, ...] | None]


def _only(numbers: KpiMatrix, names: Sequence[str]) -> KpiMatrix:
    indices = [at for at, (kpi, _, _) in enumerate(numbers.labels) if kpi in names]
    return KpiMatrix(
        labels=tuple(numbers.labels[at] for at in indices),
        values=numbers.values[:, indices],
        series=(),
        months=(),
        monthly=np.empty((0, 0, 0)),
        reseeded=numbers.reseeded[:, indices],
    )


class _Codes:
    """The words of each column of a whole experiment, and their codes."""

    def __init__(self, blocks: Mapping[str, _Block]) -> None:
        labels = list(dict.fromkeys(label for block_labels, _, _ in blocks.values() for label in block_labels))
        self.words: dict[str, list[str]] = {
            "scenario": list(blocks),
            "kpi": list(dict.fromkeys(kpi for kpi, _, _ in labels)),
            "who": list(dict.fromkeys(group for _, group, _ in labels)),
            "unit": list(dict.fromkeys(unit for _, _, unit in labels)),
        }
        self.code = {column: {word: at for at, word in enumerate(words)} for column, words in self.words.items()}

    def columns(self, name: str, block: _Block, first: int, last: int) -> dict[str, NDArray[Any]]:
        """The columns of some replications, with words and months as codes."""
        labels, values, months = block
        part = values[first:last]
        count, dates = last - first, part.shape[2]

        def labelled(column: str, part: int) -> NDArray[np.int32]:
            codes = np.array([self.code[column][label[part]] for label in labels], dtype=np.int32)
            return np.tile(np.repeat(codes, dates), count)

        columns: dict[str, NDArray[Any]] = {
            "scenario": np.full(part.size, self.code["scenario"][name], dtype=np.int32),
            "replication": np.repeat(np.arange(first, last, dtype=np.int32), len(labels) * dates),
        }
        if months is not None:
            columns["month_end"] = np.tile(np.arange(dates, dtype=np.int32), count * len(labels))
        columns |= {
            "kpi": labelled("kpi", 0),
            "who": labelled("who", 1),
            "value": part.reshape(-1),
            "unit": labelled("unit", 2),
        }
        return columns


def _parts(blocks: Mapping[str, _Block]) -> Iterator[tuple[str, _Block, int, int]]:
    """Each scenario's replications, a manageable number at a time."""
    for name, block in blocks.items():
        values = block[1]
        step = max(1, BLOCK // max(1, values[:1].size))
        for first in range(0, len(values), step):
            yield name, block, first, min(first + step, len(values))


def _frame(numbers: Iterable[str], blocks: Mapping[str, _Block]) -> pd.DataFrame:
    import pandas as pd  # late: what only simulates, or writes, needs none of it

    codes = _Codes(blocks)
    dates = sorted({month for _, _, months in blocks.values() for month in months or ()})
    frames = []
    for name, block, first, last in _parts({name: blocks[name] for name in numbers}):
        columns: dict[str, Any] = codes.columns(name, block, first, last)
        for column in WORD_COLUMNS:
            columns[column] = pd.Categorical.from_codes(columns[column], pd.Index(codes.words[column], dtype=object))
        if block[2] is not None:
            index = np.array([dates.index(month) for month in block[2]], dtype=np.int32)
            columns["month_end"] = pd.Categorical.from_codes(index[columns["month_end"]], pd.Index(dates, dtype=object))
        frames.append(pd.DataFrame(columns, copy=False))
    if not frames:  # no scenario has a month's end
        empty: pd.DataFrame = _schema(dated=True).empty_table().to_pandas()
        return empty
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def _write(path: Path, blocks: Mapping[str, _Block], lineage: Mapping[str, str]) -> None:
    codes = _Codes(blocks)
    words = {column: pa.array(column_words, pa.string()) for column, column_words in codes.words.items()}
    dated = any(months is not None for _, _, months in blocks.values())
    with parquet_stream(path, lineage) as stream:
        stream.write(_schema(dated).empty_table())
        for name, block, first, last in _parts(blocks):
            columns: dict[str, Any] = codes.columns(name, block, first, last)
            for column in WORD_COLUMNS:
                columns[column] = pa.DictionaryArray.from_arrays(columns[column], words[column])
            if block[2] is not None:
                columns["month_end"] = pa.array(block[2], pa.date32()).take(pa.array(columns["month_end"]))
            columns["value"] = pa.array(columns["value"], from_pandas=True)  # a missing value, not a strange number
            stream.write(pa.table(columns, schema=_schema(dated)))


def _schema(dated: bool) -> pa.Schema:
    month = [("month_end", pa.date32())] if dated else []
    numbers = [("replication", pa.int32()), *month]
    return pa.schema(
        [("scenario", WORDS), *numbers, ("kpi", WORDS), ("who", WORDS), ("value", pa.float64()), ("unit", WORDS)]
    )


def _read(path: Path) -> dict[str, _Block]:
    try:
        return _blocks(path)
    except (OSError, ValueError, KeyError, IndexError, pa.ArrowException) as error:
        raise ValueError(f"{path.name}: {reason(error)}") from error


def _blocks(path: Path) -> dict[str, _Block]:
    table = as_now(pq.read_table(path, read_dictionary=[*WORD_COLUMNS, *EARLIER])).unify_dictionaries()
    codes, words = {}, {}
    for column in WORD_COLUMNS:
        whole = table[column].combine_chunks()
        codes[column], words[column] = whole.indices.to_numpy(), whole.dictionary.to_pylist()
    values = table["value"].to_numpy()
    replication = table["replication"].to_numpy()
    days = table["month_end"].cast(pa.int32()).to_numpy() if "month_end" in table.column_names else None
    blocks: dict[str, _Block] = {}
    bounds = np.flatnonzero(np.diff(codes["scenario"], prepend=-1, append=-1))
    for first, last in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        rows = slice(first, last)
        size = int(np.count_nonzero(replication[rows] == replication[first]))
        count = (last - first) // size
        if count * size != last - first or not all(
            np.array_equal(
                column[rows].reshape(count, size), np.broadcast_to(column[first : first + size], (count, size))
            )
            for column in (*(codes[name] for name in WORD_COLUMNS), *(() if days is None else (days,)))
        ):
            raise ValueError("every replication of a scenario has to have the same rows")
        replication_rows = range(first, first + size)
        months = (
            None if days is None else tuple(_date(day) for day in dict.fromkeys(days[first : first + size].tolist()))
        )
        dates = 1 if months is None else len(months)
        labels = tuple(
            (words["kpi"][codes["kpi"][at]], words["who"][codes["who"][at]], words["unit"][codes["unit"][at]])
            for at in replication_rows[::dates]
        )
        block: _Block = (labels, values[rows].reshape(count, len(labels), dates), months)
        blocks[words["scenario"][codes["scenario"][first]]] = block
    return blocks


def _date(day: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=day)
