"""The shells that can complete the words of `ipc`."""

from __future__ import annotations

#: By its name, how each is made to.
SHELLS = {
    "bash": 'eval "$(ipc completion bash)"  # in ~/.bashrc',
    "zsh": 'eval "$(ipc completion zsh)"  # in ~/.zshrc, behind compinit',
    "fish": "ipc completion fish | source  # in ~/.config/fish/config.fish",
}
