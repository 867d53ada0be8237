"""What Tab offers in a shell (`candidates`), and the command that has a shell ask for it (`command`)."""
