"""Train a model on the labelled comments in data/: `python train.py --help`."""

from moderation.cli import train

if __name__ == "__main__":
    train.main(prog_name="train.py")
