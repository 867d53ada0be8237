"""Which launcher runs the combinations of a sweep, and how; what none understands is one clear line."""

import importlib.util

import pytest
from hydra.core.config_store import ConfigStore

from sim.config.launchers import EXTRA, check_launcher
from sim.model import ScenarioError

FEW = ["scenario=mm_c", "replications=1", "horizon=9", "crosscheck=0", "workers=1"]
HAS_JOBLIB = importlib.util.find_spec("hydra_plugins") and importlib.util.find_spec(
    "hydra_plugins.hydra_joblib_launcher"
)


@pytest.fixture
def threads():
    """A launcher with an option, as an installed plugin brings one along."""
    store = ConfigStore.instance()
    store.store(group="hydra/launcher", name="threads", node={"_target_": "somewhere.Threads", "n_jobs": 1})
    yield
    del store.repo["hydra"]["launcher"]["threads.yaml"]


def refused(*words):
    with pytest.raises(ScenarioError) as error:
        check_launcher(words)
    (fault,) = error.value.faults
    return str(fault)


def test_a_launcher_takes_its_options(threads):
    check_launcher(["hydra/launcher=threads"])
    check_launcher(["hydra/launcher=threads", "hydra.launcher.n_jobs=2"])


def test_an_option_that_it_does_not_have_is_told(threads):
    message = refused("hydra/launcher=threads", "hydra.launcher.n_jbs=2")
    assert message.startswith(
        "hydra.launcher.n_jbs: found 'hydra.launcher.n_jbs=2'; allowed: an option of the launcher threads"
    )


def test_a_misspelt_launcher_is_told_with_the_nearest(threads):
    assert refused("hydra/launcher=thread").startswith(
        "hydra/launcher: found 'thread'; did you mean 'threads'? allowed: one of "
    )


def test_one_launcher_is_enough(threads):
    message = refused("hydra/launcher=threads", "hydra/launcher=basic")
    assert message == "hydra/launcher: found 'threads, basic'; allowed: one launcher"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["hydra/launcher=nosuch"], "hydra/launcher: found 'nosuch'; allowed: one of "),
        (["hydra/launcher="], "hydra/launcher: found ''; allowed: one of "),
        (["hydra.launcher.n_jobs=2"], "such as hydra/launcher=joblib hydra.launcher.n_jobs=2\n"),
    ],
)
def test_what_no_launcher_understands_is_one_line_before_anything_runs(words, message, ipc, results):
    code, out, err = ipc("run", "-m", *FEW, "seed=1,2", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert not results.exists()


@pytest.mark.skipif(bool(HAS_JOBLIB), reason="there are more launchers here")
def test_where_there_is_one_alone_it_says_what_installs_more():
    assert refused("hydra/launcher=joblib").endswith(f"(others once they are installed: {EXTRA})")


@pytest.mark.skipif(not HAS_JOBLIB, reason="the launcher joblib is not installed")
def test_several_combinations_at_once(ipc, results):
    words = ["hydra/launcher=joblib", "hydra.launcher.n_jobs=2", "seed=1,2", "name=both"]
    assert ipc("run", "-m", *FEW, *words)[0] == 0
    assert {path.name for path in (results / "both").iterdir() if path.is_dir()} == {"000", "001"}
