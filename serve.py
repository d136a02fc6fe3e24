"""Serve the model over HTTP, training it first where there is none: `python serve.py --help`."""

from moderation.cli import serve

if __name__ == "__main__":
    serve.main(prog_name="serve.py")
