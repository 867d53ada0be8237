"""The same bytes on every machine: a run as on an old processor, whose libraries know nothing of this one's features."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__ as features  # what NumPy has code of its own for

RUN = """
import pathlib, sys
import sim

folder, tests = map(pathlib.Path, sys.argv[1:3])
sys.path.insert(0, str(tests))
from a_little_of_everything import SMALL

names = ["stockton_scale_up", "sw_site2_lone_practitioner", "linked_data_on", "payment_delay"]
for scenario in [sim.build(SMALL), *map(sim.load, names)]:
    design = sim.Design(replications=20, keep="events", crosscheck=0)
    sim.run(scenario, design, workers=1, folder=folder / scenario.name)
"""

#: Nothing that came after the first 64-bit processors, for NumPy, compiled functions, the C library and linear algebra.
OLD_PROCESSOR = {
    "NPY_DISABLE_CPU_FEATURES": " ".join(features),
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-AVX,-FMA,-FMA4,-AVX512F",
    "OPENBLAS_CORETYPE": "Prescott",
}


@pytest.mark.skipif(platform.machine() != "x86_64", reason="features of other processors have other names")
def test_an_old_processor_gives_the_same_bytes(tmp_path):
    old = {**os.environ, **OLD_PROCESSOR, "NUMBA_CACHE_DIR": str(tmp_path / "machine code")}
    command = [sys.executable, "-W", "ignore", "-c", RUN]  # NumPy warns of features that this processor lacks anyway
    runs = [
        subprocess.Popen([*command, tmp_path / name, Path(__file__).parent], env=environment)
        for name, environment in (("here", None), ("old", old))
    ]
    assert [run.wait(timeout=280) for run in runs] == [0, 0]
    files = sorted(path.relative_to(tmp_path / "here") for path in (tmp_path / "here").rglob("*") if path.is_file())
    assert len(files) == 7 * 5 + 3 * 3 + 5, "tables, three more of what is uncertain, and manifests"
    for file in files:
        if file.name != "manifest.json":  # which tells when it was, and how long it took
            assert (tmp_path / "here" / file).read_bytes() == (tmp_path / "old" / file).read_bytes(), file
