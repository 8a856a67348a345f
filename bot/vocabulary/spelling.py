"""One word in its many spellings: full-width and half-width, capital and small."""

_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_WIDTH |= dict.fromkeys(
    map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"), ord(" ")
)
_WIDTH |= dict.fromkeys(map(ord, "︰﹕∶"), ord(":")) | dict.fromkeys(map(ord, "‐‑‒–—−﹣"), ord("-"))
_WIDTH |= {
    ord("﹐"): ord(","),
    ord("﹟"): ord("#"),
    ord("￥"): ord("¥"),
    ord("﹫"): ord("@"),
    ord("⁄"): ord("/"),
}


def fold(text: str) -> str:
    """Full-width letters, digits and punctuation made half-width, one character for one: positions stay."""
    return text.translate(_WIDTH)


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def level(text: str) -> str:
    """Folded, and Latin letters small; positions stay, which str.lower doesn't promise."""
    return fold(text).translate(_LOWER)


def key(word: str) -> str:
    """What two spellings of one word have in common."""
    return " ".join(fold(word).casefold().split())
