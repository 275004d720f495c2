"""What HTML says to its reader, and where it links to: enough to find a code or a link in it."""

import re
from html import unescape

__all__ = ["links_of", "words_of"]

# Whatever is opened and not closed goes on to the end, so that each part is looked at once.
_ATTRIBUTES = r"""(?:=\s*"[^"]*(?:"|\Z)|=\s*'[^']*(?:'|\Z)|[^>])*+(?:>|\Z)"""
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    rf"|<(?P<unseen>style|script)\b{_ATTRIBUTES}.*?(?:</(?P=unseen)\s*>|\Z)"
    rf"|<(?P<tag>[a-z][a-z0-9]*|[/!?]){_ATTRIBUTES}",
    re.DOTALL | re.IGNORECASE,
)
_HREF = re.compile(r"""[\s"'/]href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def words_of(html: str) -> str:
    """The text of HTML, without its tags, styles, scripts and comments.

    >>> words_of("<style>p {color: #123456}</style><p>Your&nbsp;code: <b>482915</b></p>").split()
    ['Your', 'code:', '482915']
    """
    return unescape(_MARKUP.sub(" ", html))


def links_of(html: str) -> list[str]:
    """Where the links of HTML lead to.

    >>> links_of('<!-- <a href="/old"> --><a class=x href="/a?b=1&amp;c=2">a</a>')
    ['/a?b=1&c=2']
    """
    links = [found[0] for found in _MARKUP.finditer(html) if found["tag"] in ("a", "A")]
    targets = [_HREF.search(link) for link in links]
    return [unescape(found[1] or found[2] or found[3] or "") for found in targets if found]
