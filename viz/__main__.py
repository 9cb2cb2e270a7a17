"""`python -m convatlas.viz`: the command line."""

from .cli import main

main()
