"""The main job in one table: train on data/, measure on the articles that were held out.

python -m benchmarks.main [--data FOLDER] [--json FILE]
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

from rich.console import Console

from moderation.training.card import print_report
from moderation.training.fit import train


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    console = Console(width=140)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        output = Path(folder) / "model"
        report = train(arguments.data, output, seed=arguments.seed, progress=console.print).report
        seconds = time.perf_counter() - start
    print_report(report, console)
    toxicity = next(head for head in report.heads if head.head == "toxicity")
    figures = {
        "rows": report.train_rows + report.test_rows,
        "test_rows": report.test_rows,
        "test_articles": report.test_articles,
        "uncivil_auc": round(toxicity.auc, 4),
        "uncivil_auc_low": round(toxicity.auc_interval[0], 4),
        "uncivil_auc_high": round(toxicity.auc_interval[1], 4),
        "stance_macro_f1": round(report.stance.macro_f1, 4),
        "stance_majority_f1": round(report.stance.majority_macro_f1, 4),
        "train_seconds": round(seconds, 2),
    }
    for name, value in figures.items():
        print(f"{name:20} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
