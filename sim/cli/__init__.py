"""The command line `ipc`: `commands` names every command; each has a module, or a folder of modules, of its own."""
