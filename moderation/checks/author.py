"""What is known of a comment's author: first comments, too many at once, the same one again.

Without a store nothing is known, and none of these rules finds anything.
"""

from moderation.comment import Comment
from moderation.decision import Action, Finding, Reason


def check_first_time(comment: Comment, published: int, action: Action) -> Finding | None:
    """Find a comment of an author with fewer than `published` published comments."""
    if comment.history is None or comment.history.published >= published:
        return None
    seen = comment.history.published
    message = "the author's first comment" if published == 1 else f"the author has {seen} published, {published} needed"
    return Finding(Reason.FIRST_TIME, action, message, {"published": seen, "needed": published})


def check_rate(comment: Comment, comments: int, seconds: float, action: Action) -> Finding | None:
    """Find a comment that is more than the author's `comments`th within `seconds`."""
    if comment.history is None:
        return None
    count = 1 + sum(age < seconds for age in comment.history.ages)
    if count <= comments:
        return None
    details = {"count": count, "maximum": comments, "seconds": seconds}
    return Finding(Reason.RATE, action, f"{count} comments in {seconds:g} seconds, {comments} allowed", details)


def check_duplicate(comment: Comment, times: int, action: Action) -> Finding | None:
    """Find a comment whose very text the author has posted `times` times or more within a day."""
    if comment.history is None or comment.history.same_text < times:
        return None
    count = comment.history.same_text
    return Finding(Reason.DUPLICATE, action, f"posted {count} times before, the same text", {"count": count})
