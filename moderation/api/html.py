"""Turn the markup that comment editors write into the text that a reader sees.

Only the tags that such editors write are markup. Everything else between angle brackets stays: a parser of HTML drops
`<you idiot>` as an element it does not know, and where the body was plain text after all, readers see it.
"""

import html
from typing import Final

import regex

_INLINE: Final = "a|b|strong|i|em|u|s|strike|del|ins|sub|sup|small|mark|span|font|code|cite|abbr|q"
_BLOCK: Final = "br|hr|p|div|blockquote|ul|ol|li|pre|h[1-6]|figure|figcaption|table|tbody|thead|tr|td|th"
_TAG: Final = regex.compile(
    rf"<(?P<close>/?)(?:(?P<inline>{_INLINE})|(?P<block>{_BLOCK}))(?:\s[^<>]*+)?+/?>", regex.IGNORECASE
)
_IMAGE: Final = regex.compile(r"<(?:img|iframe|video|audio|source)\s[^<>]*+>", regex.IGNORECASE)
_BREAKS: Final = regex.compile(r"\n{2,}")


def to_text(markup: str) -> str:
    r"""Return the text of a comment: blocks on lines of their own, quotations as `> …`, entities as characters.

    >>> to_text("<blockquote>Trams are late.</blockquote><div>Not <b>mine</b> &amp; never.</div>")
    '> Trams are late.\nNot mine & never.'
    >>> to_text("5 < 6, <you idiot>")
    '5 < 6, <you idiot>'
    """
    parts: list[str] = []
    quoted = 0
    position = 0
    markup = _IMAGE.sub("", markup)
    for tag in _TAG.finditer(markup):
        parts.append(_quote(html.unescape(markup[position : tag.start()]), quoted))
        position = tag.end()
        if tag["block"]:
            if tag["block"].lower() == "blockquote":
                quoted = max(0, quoted - 1) if tag["close"] else quoted + 1
            parts.append("\n" + "> " * bool(quoted))
    parts.append(_quote(html.unescape(markup[position:]), quoted))
    lines = (line.rstrip() for line in "".join(parts).splitlines())
    text = "\n".join(line for line in lines if line != ">")
    return _BREAKS.sub("\n", text.replace("\u00a0", " ")).strip()


def _quote(text: str, quoted: int) -> str:
    return text.replace("\n", "\n> ") if quoted else text
