"""Train a model on the labelled comments in data/: `python train.py --help`."""

import sys

from moderation.cli import main

if __name__ == "__main__":
    main(["train", *sys.argv[1:]], prog_name="train.py")
