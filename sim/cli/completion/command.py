"""`ipc completion`: what a shell needs to know to complete the words of `ipc`."""

from __future__ import annotations

from ...model import Fault, ScenarioError
from ...model.errors import one_of
from .shells import SHELLS


def completion(words: list[str]) -> None:
    """Print the lines that make a shell complete `ipc`; they ask `ipc` itself at every Tab.

    Raises
    ------
    ScenarioError
        If no such shell is known, or the library that answers shells is not there.
    """
    shell = " ".join(words)
    if shell not in SHELLS:
        raise ScenarioError([Fault(path="completion", found=shell or None, allowed=one_of(SHELLS, shell))])
    try:
        from argcomplete.shell_integration import shellcode
    except ImportError as error:
        allowed = "a shell, once argcomplete is installed: pip install argcomplete"
        raise ScenarioError([Fault(path="completion", found=shell, allowed=allowed)]) from error
    print(shellcode(["ipc"], shell=shell).rstrip("\n"))  # whose first line zsh looks for in a file
    print(f"# To complete the words of ipc in {shell}: {SHELLS[shell]}")
