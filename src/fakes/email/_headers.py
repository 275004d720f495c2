"""How headers are written and read: folding, and encoded words (RFC 5322 and RFC 2047).

The standard library's own folding is not used: versions of it in use split the encoded words of
long names wrongly, drop quotes around names as they fold them, and leave spaces between encoded
words that they read (python/cpython issues 121284, 79728, 117313).
"""

import re
from binascii import a2b_base64, a2b_qp, b2a_base64
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from fakes.email.mailbox import Mailbox

__all__ = ["decoded", "filename_parameter", "mailbox_list", "read_mailboxes", "unstructured"]

_LINE = 76  # of a line with an encoded word; the same for all is simplest
_ENCODED_WORD = 60  # with a name before it, still on a line: the limit of RFC 2047 is 75
_LONGEST_WORD = 900  # a line has at most 998 octets
_PLAIN = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+)*")
# What stands for itself in an encoded word anywhere: RFC 2047 section 5 (3).
_GENTLE = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!*+-/")
_WORD = r"=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?\s]*)\?="
_BETWEEN_WORDS = re.compile(rf"({_WORD})\s+(?={_WORD})")

# What is opened and not closed goes on to the end: to look for its end from every place where it
# might begin would take a time that grows with the square of the length.
_QUOTED = r'"(?:[^"\\]|\\.?)*+(?:"|\Z)'
_ADDRESS_TOKEN = re.compile(
    rf'{_QUOTED}|\([^()]*\)|<(?:{_QUOTED}|[^">])*+(?:>|\Z)|\[[^\]]*(?:\]|\Z)|[,;:]'
    r'|[^",;:<(\[]+|.',
    re.DOTALL,
)


def unstructured(name: str, value: str) -> str:
    """A header of any text, folded; what it says is read back to the character."""
    if not value:
        return f"{name}: "
    if not _is_plain(value):
        return _folded(name, _encoded_words(value, _LINE - len(name) - 2))
    # Only the first space of several may be a line's end: the others begin the next line.
    return _folded(name, re.split("(?<! ) ", value))


def mailbox_list(name: str, mailboxes: Iterable[Mailbox]) -> str:
    """A header of mailboxes, folded."""
    tokens: list[str] = []
    for mailbox in mailboxes:
        tokens += _written(mailbox)
        tokens[-1] += ","
    return _folded(name, tokens).removesuffix(",")


def filename_parameter(filename: str) -> str:
    """A parameter of Content-Disposition, in pieces on lines of their own if it is long.

    Names that are not plain are percent-encoded (RFC 2231): quotes are read in many ways.
    """
    if re.fullmatch(r"[A-Za-z0-9._ -]{1,60}", filename):
        return f';\r\n filename="{filename}"'
    encoded = quote(filename, safe="")
    pieces = re.findall(r"(?:%..|[^%]){1,16}", encoded)
    if len(pieces) == 1:
        return f";\r\n filename*=utf-8''{encoded}"
    pieces[0] = f"utf-8''{pieces[0]}"
    return "".join(f";\r\n filename*{index}*={piece}" for index, piece in enumerate(pieces))


def decoded(raw: str) -> str:
    """What a header says: unfolded, its encoded words read."""
    unfolded = _unfolded(raw).expandtabs(1).strip(" \r\n")
    return re.sub(_WORD, _word_read, _BETWEEN_WORDS.sub(r"\1", unfolded))


def read_mailboxes(raw: str) -> list[tuple[str, str]]:
    """The names and addresses in a header of mailboxes, as they are written there.

    Comments, and the names of groups, are left out (RFC 5322 section 3.4).
    """
    found: list[tuple[str, str]] = []
    pieces: list[str] = []
    for piece in [*_ADDRESS_TOKEN.findall(_unfolded(raw)), ","]:
        if piece == ":":
            pieces = []
        elif piece in {",", ";"}:
            found += _one_mailbox(pieces)
            pieces = []
        elif not piece.startswith("("):
            pieces.append(piece)
    return found


def _one_mailbox(pieces: list[str]) -> list[tuple[str, str]]:
    bracketed = [
        piece.removeprefix("<").removesuffix(">").strip()
        for piece in pieces
        if piece.startswith("<")
    ]
    if not bracketed:
        address = "".join(pieces).strip()
        return [("", address)] if address else []
    words = [_phrase(piece) for piece in pieces if not piece.startswith("<")]
    return [(" ".join(filter(None, words)), bracketed[0])]


def _phrase(piece: str) -> str:
    if piece.startswith('"'):
        return re.sub(r"\\(.)", r"\1", piece.removeprefix('"').removesuffix('"'))
    return decoded(" ".join(piece.split()))


def _unfolded(raw: str) -> str:
    return re.sub(r"\r?\n(?=[ \t])", "", raw)


def _is_plain(value: str) -> bool:
    return bool(
        _PLAIN.fullmatch(value)
        and "=?" not in value
        and max(map(len, value.split(" "))) <= _LONGEST_WORD
    )


def _folded(name: str, tokens: list[str]) -> str:
    lines = [f"{name}:"]
    for index, token in enumerate(tokens):
        if index and len(lines[-1]) + 1 + len(token) > _LINE:
            lines.append("")
        lines[-1] += f" {token}"
    return "\r\n".join(lines)


def _written(mailbox: Mailbox) -> list[str]:
    name, address = mailbox.name, mailbox.address
    if not name:
        return [address]
    if not _is_plain(name) or len(name) > _LONGEST_WORD:
        return [*_encoded_words(name, _ENCODED_WORD), f"<{address}>"]
    if _PLAIN_NAME.fullmatch(name):
        return [*name.split(" "), f"<{address}>"]
    escaped = re.sub(r'(["\\])', r"\\\1", name)
    return [f'"{escaped}"', f"<{address}>"]


def _encoded_words(value: str, width: int) -> list[str]:
    # Enough for any character, even after a header's name that leaves less.
    room = max(12, min(width, _ENCODED_WORD) - 12)
    gentle = [_gently(character) for character in value]
    if sum(map(len, gentle)) <= 2 * len(value.encode()):  # it can be read then
        return [f"=?utf-8?q?{chunk}?=" for chunk in _chunks(gentle, room)]
    chunks = _chunks(value, room // 4 * 3)
    encoded = [b2a_base64(chunk.encode(), newline=False).decode() for chunk in chunks]
    return [f"=?utf-8?b?{each}?=" for each in encoded]


def _gently(character: str) -> str:
    if character == " ":
        return "_"
    return "".join(chr(byte) if byte in _GENTLE else f"={byte:02X}" for byte in character.encode())


def _chunks(pieces: Iterable[str], room: int) -> Iterator[str]:
    """The pieces, which are whole characters, joined to chunks of so many octets at most."""
    chunk, octets = "", 0
    for piece in pieces:
        size = len(piece.encode())
        if octets + size > room:
            yield chunk
            chunk, octets = "", 0
        chunk += piece
        octets += size
    yield chunk


def _word_read(word: re.Match[str]) -> str:
    charset, encoding, encoded = word.groups()
    try:
        if encoding in "bB":
            octets = a2b_base64(encoded + "=" * (-len(encoded) % 4))
        else:
            octets = a2b_qp(encoded, header=True)
        return octets.decode(charset, "replace")
    except (LookupError, ValueError):
        return word[0]  # it is no encoded word after all: RFC 2047 section 6.3
