"""Moderation of what the model reads: the setting for other languages holds for every protocol."""

from collections.abc import Callable
from dataclasses import dataclass

from moderation.api.perspective.languages import Handling, LanguagePolicy
from moderation.comment import Comment
from moderation.decision import Decision
from moderation.errors import LanguageError


@dataclass(frozen=True)
class Readable:
    """`moderate` for comments in a language that is served."""

    moderate: Callable[[Comment], Decision]
    languages: LanguagePolicy

    def __call__(self, comment: Comment) -> Decision:
        """Moderate a comment. Raises `LanguageError` for another language, unless the setting scores it anyway."""
        settled = self.languages.settle((), comment.text)
        if settled.unsupported and self.languages.handling is not Handling.SCORE_ANYWAY:
            raise LanguageError(
                f"the text is in {', '.join(settled.unsupported)}, which the model does not read: "
                "see MODERATION_LANGUAGES and MODERATION_UNSUPPORTED_LANGUAGE"
            )
        return self.moderate(comment)
