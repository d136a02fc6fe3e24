"""Serve the model over HTTP, training it first where there is none: `python serve.py --help`."""

import sys

from moderation.cli import main

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]], prog_name="serve.py")
