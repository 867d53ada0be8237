"""Set the project up where it lies, then run it.

    python3 start.py [arguments of ipc]     set up if need be, then run ipc
    python3 start.py test [of pytest]       every check, then the tests
    python3 start.py setup [core|dev|all]   only set up

Standard library only. It has to parse on old Pythons, so as to refuse them in one line.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
REQUIREMENTS = ROOT / "requirements"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / ("python.exe" if os.name == "nt" else "python"))
STAMP = VENV / "set-up.txt"
OLDEST = (3, 11)
LEVELS = ["none", "core", "dev", "all"]  # each holds the one before it
CHECKS = {
    "ruff check": [PYTHON, "-m", "ruff", "check", "."],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "mypy": [PYTHON, "-m", "mypy"],
    "lint-imports": [str(BIN / "lint-imports"), "--no-logo"],
}


def refusal(version):
    """Return the one line that refuses this version of Python, or None if it will do."""
    line = "ipc-rollout needs Python %d.%d or newer; this is %d.%d." % (OLDEST + tuple(version[:2]))
    return None if tuple(version[:2]) >= OLDEST else line


def newer_python():
    """Return a Python on PATH that is new enough and works, or None."""
    for found in filter(None, map(shutil.which, ["python3.13", "python3.12", "python3.11"])):
        probe = subprocess.Popen([found, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL)
        if probe.wait() == 0:
            return found
    return None


def say(line):
    print(line, file=sys.stderr, flush=True)


def call(command, **options):
    """Run a command and return its exit code as a shell would; at Ctrl-C let it end first."""
    process = subprocess.Popen(command, **options)
    try:
        code = process.wait()
    except KeyboardInterrupt:
        try:
            process.wait(timeout=10)  # the terminal has told it, too
        except subprocess.TimeoutExpired:
            process.terminate()
        raise
    return code if code >= 0 else 128 - code


def become(command):
    """Run a command in place of this process, which signals then reach; where the system cannot, return its exit code."""
    if os.name == "nt":
        return call(command)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], command)


def digest(pyproject, requirements):
    """Hash the files that decide what the environment holds."""
    found = hashlib.sha256(pyproject.read_bytes())
    for path in sorted(requirements.glob("*.txt")):
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def read_stamp():
    """Return what the environment is: (made where and by which Python, level, digest)."""
    try:
        made, level, of = STAMP.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return "", "none", ""
    return (made, level, of) if level in LEVELS and os.path.exists(PYTHON) else ("", "none", "")


def set_up(level="core"):
    """Make the environment hold at least this level; return at once if it already does."""
    here = "%s with Python %d.%d" % ((ROOT,) + sys.version_info[:2])
    now = digest(ROOT / "pyproject.toml", REQUIREMENTS)
    made, had, of = read_stamp()
    if made == here:
        level = max(level, had, key=LEVELS.index)
        if (had, of) == (level, now):
            return
    began = time.time()
    say("Setting up .venv (%s); the first time takes about a minute." % level)
    uv = shutil.which("uv")
    if made != here:
        if not uv and not importlib.util.find_spec("ensurepip"):
            sys.exit("This Python has no venv module. On Debian and Ubuntu: apt install python3-venv")
        venv = [uv, "venv", "--quiet", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
        run_or_exit(venv + ["--clear", str(VENV)])
    STAMP.write_text("\n".join([here, level, "unfinished"]), encoding="utf-8")
    pip = [uv, "pip", "install", "-q", "--python", PYTHON] if uv else [PYTHON, "-m", "pip", "install", "-qq"]
    pip += ["--no-build-isolation"] if uv else ["--no-build-isolation", "--no-compile"]
    # The files are complete. A resolver would look for newer versions all the same, and refuse them for want of a hash.
    for name in ("build", level):  # builders first: nothing unpinned is then fetched to build with
        run_or_exit(pip + ["--no-deps", "--require-hashes", "-r", str(REQUIREMENTS / (name + ".txt"))])
    run_or_exit(pip + ["--no-deps", "--editable", str(ROOT)])
    STAMP.write_text("\n".join([here, level, now]), encoding="utf-8")
    say("Set up in %.0f s." % (time.time() - began))


def run_or_exit(command):
    code = call(command)
    if code:
        say("Setting up stopped: the command above failed. Mend that, then start again.")
        sys.exit(code)


def test(arguments):
    """Run every check whatever the others say, then pytest; fail if any failed."""
    codes = {}
    for name, command in CHECKS.items():
        print("== " + name, flush=True)
        codes[name] = call(command, cwd=ROOT)
    print("== " + ", ".join(name + (" FAILED" if code else " ok") for name, code in codes.items()), flush=True)
    return call([PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile"] + arguments, cwd=ROOT) or max(codes.values())


def main(arguments):
    if refusal(sys.version_info):
        other = newer_python()
        return become([other, str(ROOT / "start.py")] + arguments) if other else say(refusal(sys.version_info)) or 1
    command, rest = (arguments[0], arguments[1:]) if arguments else ("ipc", [])
    if command == "setup":
        if rest[1:] or not set(rest) <= set(LEVELS[1:]):
            return say("setup takes one of: " + ", ".join(LEVELS[1:])) or 2
        return set_up(*rest)
    if command == "test":
        set_up("dev")
        return test(rest)
    set_up("core")
    return become([str(BIN / "ipc")] + (rest if command == "ipc" else arguments))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
