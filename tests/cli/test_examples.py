"""Every example in the documents works: commands, Python and SQL, in small.

Figures and reports, which take longer than all else, have tests of their own, and are left out here.
"""

import re
import shlex
from typing import NamedTuple

import pyarrow.parquet as pq
import pytest

from sim.config import paths
from sim.reporting import figures, report

DOCUMENTS = ("README.md", "results/README.md", *(f"docs/{path.name}" for path in sorted(paths.docs().glob("*.md"))))
FENCED = re.compile(r"^```(sh|python|sql|r)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

SMALL = ("replications=1", "crosscheck=0", "workers=1")
ENVIRONMENT = "sets up an environment: tests/test_start.py does"
ELSEWHERE = (
    "needs a large package that is no requirement of ours; tried by hand, in the versions that the document names"
)
COUNTRY = "takes a minute for the whole country: tests/reporting/test_scale_report.py runs what takes less"
OWN = "in a folder of one's own: tests/cli/test_own_folder.py and tests/test_wheel.py do all of it"
LAUNCHERS = "needs a launcher that is no requirement of ours: tests/cli/test_launchers.py runs it where it is there"
MACHINES = "needs several machines: tests/experiments/test_cluster.py has a cluster"

SAVED = 'results.save("results/mine")'
#: Every command, and every other example by its last line: what shortens it (nothing: as it stands), or why it is skipped.
EXAMPLES: dict[str, tuple[str, ...] | str] = {
    # README.md
    "python3 start.py": ENVIRONMENT,
    "python3 start.py test": ENVIRONMENT,
    "ipc capacity scenario=stockton_scale_up": (),
    "ipc run board=stockton resources.panel.slots=12": SMALL,
    "ipc run scenarios=[stockton_scale_up,stockton_all_together] replications=100": SMALL,
    "ipc run scenarios=[typical_ccg_on_paper,typical_ccg_per_1000]": SMALL,
    "ipc run board=mechanisms": SMALL,
    "ipc run board=scale": COUNTRY,
    "ipc run scenario=stockton_scale_up lever=[weekly_panel,reconsideration]": SMALL,
    "ipc run scenario=typical_ccg_per_1000 lever=single_process strength.single_process=0.5": SMALL,
    "ipc run scenario=stockton_scale_up lever=more_practitioners setting.more_practitioners=6": SMALL,
    "ipc run board=stockton_pairs": ("replications=1", "uncertainty=off", "crosscheck=0"),
    "ipc show lever more_practitioners": (),
    "ipc run board=stockton precision=2%": ("precision=50%", "uncertainty=off", "replications=20", "crosscheck=0"),
    "ipc run board=stockton uncertainty=off": SMALL,
    "ipc show number resources.practitioners": (),
    "ipc validate": ("V16", "replications=2", "workers=1"),
    SAVED: ("replications=100", "replications=20"),
    "answers = sim.evaluate(queries, sim.Design(replications=40), sim.Execution(workers=2))": ("s=40", "s=2"),
    "ipc trace scenario=stockton_scale_up person=148": (),
    "ipc run scenario=payment_delay": SMALL,
    "ipc show scenario stockton_scale_up": (),
    "ipc show pathway payment_delay": (),
    "ipc init my_work": OWN,
    "cd my_work": OWN,
    "ipc run scenario=my_first": OWN,
    "ipc run scenario=my_first lever=quicker_writing": OWN,
    "ipc run board=my_board": OWN,
    "ipc run scenario=../elsewhere/place.yaml": OWN,
    # results/README.md
    'pd.read_parquet("results/mine/kpis.parquet")': (),
    'arrow::read_parquet("results/mine/kpis.parquet")': "there is no R here",
    "WHERE scenario = 'stockton_scale_up' AND kpi = 'plans_completed' AND who = 'all'": (),
    "    print(key.decode(), value.decode())": (),
    "SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('results/mine/kpis.parquet') "
    "WHERE decode(key) LIKE 'ipc.%'": (),
    # docs/capacity.md
    "ipc capacity scenario=stockton_scale_up resources.panel.slots=14": (),
    "ipc capacity board=stockton": (),
    # docs/configuration.md
    "ipc run -m scenario=stockton_scale_up resources.practitioners.team=3,6 resources.panel.slots=6,12 "
    "resources.cases.caseload=25,40 name=levers": SMALL,
    "ipc show results levers": (),
    "ipc show results levers kpis=identified,budgets_live": (),
    "ipc show results levers/000 levers/007": (),
    "dask scheduler": MACHINES,
    "dask worker tcp://host:8786": MACHINES,
    "ipc run board=stockton replications=1000 parallel=dask parallel.address=tcp://host:8786": MACHINES,
    "ipc run -m scenario=mm_c resources.servers.team=3,4,5,6 workers=1 hydra/launcher=joblib "
    "hydra.launcher.n_jobs=2": LAUNCHERS,
    "ipc run -m scenario=mm_c resources.servers.team=3,4,5,6 hydra/launcher=submitit_slurm "
    "hydra.launcher.timeout_min=60": LAUNCHERS,
    # docs/exports.md
    "ipc run scenario=payment_delay keep=events replications=2 name=teaching": (),
    "python3 -m venv vidigi": ELSEWHERE,
    "vidigi/bin/pip install vidigi==2.0.0 pyarrow": ELSEWHERE,
    "vidigi/bin/python animate.py": ELSEWHERE,
    'figure.write_html("animation.html")': ELSEWHERE,
    "python3 -m venv pm4py": ELSEWHERE,
    "pm4py/bin/pip install pm4py==2.7.23.11 pyarrow": ELSEWHERE,
    "pm4py/bin/python discover.py": ELSEWHERE,
    'pm4py.write_xes(log, "teaching.xes")': ELSEWHERE,
    # docs/operating_model.md
    "ipc run scenario=typical_ccg_per_1000 lever=peer_support": SMALL,
    "ipc run scenario=typical_ccg_per_1000 lever=[peer_support,single_process] strength.peer_support=0.5": SMALL,
    "ipc run -m scenario=stockton_scale_up lever=single_process strength.single_process=0,0.5,1 name=single_process": SMALL,
}


class Block(NamedTuple):
    """A fenced example."""

    document: str
    language: str
    text: str

    @property
    def keys(self) -> list[str]:
        """Its commands, without what is said about them; of other languages its last line."""
        lines = self.text.rstrip().splitlines()
        if self.language != "sh":
            return lines[-1:]
        text_lines = self.text.replace("\\\n", " ").splitlines()
        return [command for line in text_lines if (command := " ".join(shlex.split(line, comments=True)))]


def blocks_of(document: str, text: str) -> list[Block]:
    return [Block(document, language, code) for language, code in FENCED.findall(text)]


BLOCKS = [block for name in DOCUMENTS for block in blocks_of(name, (paths.home() / name).read_text(encoding="utf-8"))]
COMMANDS, PYTHON, SQL = (
    [block for block in BLOCKS if block.language == language] for language in ("sh", "python", "sql")
)


def run_python(block: Block) -> dict[str, object]:
    how = EXAMPLES[block.keys[0]]
    if isinstance(how, str):
        pytest.skip(how)
    names: dict[str, object] = {}
    text = block.text.replace(*how) if how else block.text
    exec(compile(text, block.document, "exec"), names)
    return names


@pytest.fixture(scope="module")
def examples_folder(tmp_path_factory):
    """Where examples run, with the results that the README's own example saves."""
    folder = tmp_path_factory.mktemp("examples")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        block = next(block for block in PYTHON if block.keys == [SAVED])
        assert {"summary", "kpis"} <= set(dir(run_python(block)["results"]))
    return folder


@pytest.fixture
def results(examples_folder, monkeypatch):
    """The command writes where the examples run too."""
    monkeypatch.chdir(examples_folder)
    monkeypatch.setattr(paths, "results", lambda: examples_folder / "results")
    return examples_folder / "results"


def test_every_example_is_run_or_it_is_said_why_not():
    there = [key for block in BLOCKS for key in block.keys]
    assert sorted(set(there) - set(EXAMPLES)) == [], "new in a document: say in EXAMPLES how it is run"
    assert sorted(set(EXAMPLES) - set(there)) == [], "no longer in any document"


def test_a_new_example_would_be_seen():
    (block,) = blocks_of("new.md", "Text\n\n```sh\nipc run \\\n    scenario=mm_c   # a queue\n\nipc check mm_c\n```\n")
    assert block.keys == ["ipc run scenario=mm_c", "ipc check mm_c"]


@pytest.mark.parametrize("block", COMMANDS, ids=[f"{block.document}: {block.keys[0]}" for block in COMMANDS])
def test_the_commands_work(block, ipc, monkeypatch):
    monkeypatch.setattr(figures, "write_figures", lambda _, folder: folder.rmdir())
    monkeypatch.setattr(report, "write_report", lambda *_: None)
    ran = 0
    for key in block.keys:
        if isinstance(how := EXAMPLES[key], str):
            continue
        name, *words = [*shlex.split(key), *how]
        assert name == "ipc"
        code, out, err = ipc(*words)
        assert code == 0, (key, out, err)
        ran += 1
    if not ran:
        pytest.skip(str(EXAMPLES[block.keys[0]]))


@pytest.mark.parametrize("block", PYTHON, ids=[f"{block.document}: {block.keys[0].strip()}" for block in PYTHON])
def test_the_python_works(block, results, capsys):
    if block.keys == [SAVED]:
        assert pq.read_table(results / "mine" / "kpis.parquet").column_names == [
            *("scenario", "replication", "kpi", "who", "value", "unit")
        ]
        return
    run_python(block)
    if "pq" in block.text:
        assert "ipc.seed 1\n" in capsys.readouterr().out


@pytest.mark.parametrize("block", SQL, ids=[block.text.split("FROM")[0].strip() for block in SQL])
def test_the_sql_works(block, results):
    duckdb = pytest.importorskip("duckdb", reason="there is no DuckDB here; `start.py setup dev` brings it")
    rows = duckdb.sql(block.text).fetchall()
    if "plans" in block.text:
        assert rows == [(pytest.approx(990, rel=0.1),)], "as results/README.md says"
    else:
        assert {key for key, _ in rows} == {"ipc.seed", "ipc.scenarios", "ipc.version", "ipc.code"}
