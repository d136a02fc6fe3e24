"""What Coral and Discourse read out of comments:analyze, and whether it is right for the comment that was sent."""

from moderation.cli.doctor.finding import Health
from moderation.cli.doctor.samples import Sample
from moderation.cli.doctor.service import Reply


def read_score(reply: Reply, attribute: str) -> float | None:
    """Return the summary score of `attribute`, None where the answer has none that a caller could read."""
    if reply.status != 200:
        return None
    value = reply.content
    for name in ("attributeScores", attribute, "summaryScore", "value"):
        value = value.get(name) if isinstance(value, dict) else None
    return float(value) if isinstance(value, int | float) else None


def judge(sample: Sample, *, is_scored: bool, is_stopped: bool) -> Health:
    """Return how well a sample was treated."""
    if sample.is_abusive is None:
        return Health.GOOD if is_scored else Health.DOUBTFUL
    if not is_scored:
        return Health.BAD
    if is_stopped == sample.is_abusive:
        return Health.GOOD
    return Health.BAD if sample.is_abusive else Health.DOUBTFUL
