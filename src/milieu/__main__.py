"""`python -m milieu` is the command `milieu`."""

from milieu.cli.main import main

main()
