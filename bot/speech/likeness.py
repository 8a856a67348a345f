"""What of the book a sentence is likest, whatever its order, fillers and synonyms: pairs of signs, the rarer the weightier."""

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from heapq import nlargest
from math import log

_LATIN = re.compile(r"[a-z]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_SINGLE = 0.4
"""What one sign weighs beside a pair of signs or a Latin word of the same rarity."""
_UNSAID = 0.15
"""What of the phrase isn't said counts against it so much: nobody says all of it."""
_BESIDE = 0.12
"""What is said beside the phrase counts against it so much: names, goods and reasons stand there."""
_LEAST = 6
"""Of fewer signs and pairs, a Latin word as three, nothing can be said: 没有了."""
_LONGEST = 160
"""Signs of a sentence that are looked at."""
_CLOSER = 12
"""So many meanings are looked at phrase by phrase."""


class Likeness:
    """`meanings` are by what is meant the phrases for it; built once, asked for every sentence that nothing else was made of.

    The rarity of a pair of signs is by how many meanings have it. How like a sentence is to a meaning, from 0 to 1, is half
    what its likest phrase shares with it, half what all phrases of it together do.
    """

    def __init__(
        self, meanings: Mapping[Hashable, Iterable[str]], alike: Sequence[Sequence[str]] = ()
    ) -> None:
        self._same = {word: words[0] for words in alike for word in words[1:]}
        longest = sorted(self._same, key=len, reverse=True)
        self._synonyms = re.compile("|".join(map(re.escape, longest)) or "(?!)")
        phrases = {meant: {self._signs(one) for one in said} for meant, said in meanings.items()}
        everywhere = Counter(sign for said in phrases.values() for sign in set().union(*said) if sign)
        count = len(phrases)
        self._weight = {
            sign: log(1 + count / many) * (1.0 if len(sign) > 1 else _SINGLE)
            for sign, many in everywhere.items()
        }
        self._unknown = log(1 + count)
        self._phrases = {
            meant: [(signs, sum(map(self._weight.__getitem__, signs))) for signs in said if signs]
            for meant, said in phrases.items()
        }
        self._having: dict[Hashable, dict[str, list[int]]] = {}
        for meant, several in self._phrases.items():
            having = self._having.setdefault(meant, {})
            for at, (signs, _weight) in enumerate(several):
                for sign in signs:
                    having.setdefault(sign, []).append(at)
        self._within: dict[str, list[tuple[Hashable, float]]] = {}
        for meant, said in phrases.items():
            shares = Counter(sign for signs in said for sign in signs)
            for sign, many in shares.items():
                # What most phrases of a meaning have says it surely, what one of many has says it a little.
                sure = min(1.0, 0.5 + many / len(said))
                self._within.setdefault(sign, []).append((meant, self._weight[sign] * sure))

    def _signs(self, text: str) -> frozenset[str]:
        plain = self._synonyms.sub(lambda found: self._same[found[0]], text.lower()[:_LONGEST])
        found = {word for word in _LATIN.findall(plain) if len(word) > 1}
        for run in _CHINESE.findall(plain):
            found.update(run)
            found.update(run[at : at + 2] for at in range(len(run) - 1))
        return frozenset(found)

    def likest(self, text: str, holding: Collection[str] = ()) -> list[tuple[float, Hashable]]:
        """What may be meant with how like it is, the likest first; `holding` are signs of which a phrase must have one."""
        signs = self._signs(text)
        known = sorted((sign for sign in signs if sign in self._weight), key=len, reverse=True)
        said = sum(self._weight[sign] for sign in known)
        beside = (
            _BESIDE * self._unknown * sum(1 for sign in signs if sign not in self._weight and len(sign) > 1)
        )
        whole = said + beside
        if sum(3 if sign.isascii() else 1 for sign in signs) < _LEAST:
            return []
        together: dict[Hashable, float] = {}
        for sign in known:
            for meant, weight in self._within[sign]:
                together[meant] = together.get(meant, 0.0) + weight
        several = nlargest(_CLOSER, together.items(), key=lambda one: one[1])
        nearest = ((self._nearest(meant, known, whole, holding), shared, meant) for meant, shared in several)
        found = [((near + shared / whole) / 2, meant) for near, shared, meant in nearest if near]
        return sorted(found, key=lambda one: -one[0])

    def _nearest(
        self, meant: Hashable, signs: Sequence[str], whole: float, holding: Collection[str]
    ) -> float:
        """`signs` with the pairs first: 漆面起泡 isn't 领面漆, single signs alone say nothing."""
        phrases, having = self._phrases[meant], self._having[meant]
        shared: dict[int, float] = {}
        for sign in signs:
            weight, pair = self._weight[sign], len(sign) > 1
            for at in having.get(sign, ()):
                if pair or at in shared:
                    shared[at] = shared.get(at, 0.0) + weight
        best = 0.0
        for at, both in shared.items():
            phrase, weight = phrases[at]
            if not holding or not phrase.isdisjoint(holding):
                score = both / (both + _UNSAID * (weight - both) + _BESIDE * 3 * max(0.0, whole - both))
                best = max(best, score)
        return best
