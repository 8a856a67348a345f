"""`python -m tests.speech.shares`: of what people say, how much is understood at once, and how long that takes."""

import time
from collections import Counter

from bot.grammar import About
from bot.speech.outcomes import Sight
from bot.speech.recognizing import phrases_in, recognise
from bot.speech.weighing import said_otherwise
from store.customers.naming import Names
from store.requests import Request
from tests.speech.judging import came_of, judged, lines_of
from tests.speech.office import BOOK, GRAMMAR, TODAY, actor_of, subject, understood

PHRASES = 10_000
NAMES = 50_000
TABLES = {
    "held out": "heldout.toml",
    "a stranger's": "stranger.toml",
    "hurried": "hurried.toml",
    "between two lorries": "floor.toml",
    "the last areas": "rounds.toml",
    "in a hurry, of all areas": "district.toml",
}
"""Of sentences that the phrase book was not made from: by who made the book, by somebody who never saw it, and typed in a
hurry."""

UNLISTED = {"of all areas, none listed": "yard.toml", "of all areas, by another": "foreman.toml"}
"""Of which no sentence was put into the phrase book: what the next stranger meets."""


def shares(table: str) -> Counter[str]:
    return Counter(judged(line) for line in lines_of(table))


def classes() -> Counter[str]:
    """Of the sentences that were collected."""
    return Counter(
        came_of(understood(line.text, line.who, line.case, line.to))[0] for line in lines_of("said.toml")
    )


PLACES = ("private", "with a number", "reply", "mention", "room")
"""Where people speak: in private with and without the case's number, in reply to a task or under a picture, behind the bot's
name, and among themselves."""


def milliseconds(place: str = "private") -> float:
    """Processor time of one sentence, looked up beside so many learnt phrases and customers' names.

    All that is done for one: the grammar, the names that stand in it, the phrases that may have been learnt, its meaning; a
    reply is read as its task's answer too.
    """
    actor = actor_of("李强")
    known = {f"说法{at}": (("orders", "ready"),) for at in range(PHRASES)}
    replying, meant = place == "reply", place != "room"
    mark = {"mention": "@rig_desk_bot ", "private": "", "reply": ""}.get(place, "37 ")
    texts = [mark + line.text.replace("{n}", "37") for line in lines_of("heldout.toml")]
    one = subject("new", 37, actor)
    sight = Sight(
        actor=actor,
        today=TODAY,
        meant=meant,
        about=one if replying else None,
        named={(one.area, 37): one},
        own=[one] if meant and not replying else [],
        customers=("宏达钢构",) if meant else (),
        learnt=known,
    )
    names = Names()
    names.add([f"上海{chr(0x4E00 + at % 5000)}{chr(0x5E00 + at // 5000)}贸易" for at in range(NAMES)])
    about = About(one.area, 37, tuple(dict.fromkeys(of.task.kind for of in one.own if of.task)))

    def understand(text: str) -> None:
        read = GRAMMAR.read(text, today=TODAY, about=about if replying else None, private=meant)
        names.named_in(text)
        phrases_in(text, BOOK, GRAMMAR, sight)
        outcome = recognise(text, BOOK, GRAMMAR, sight)
        if replying and isinstance(read, Request):
            said_otherwise(text, read, outcome, one)

    for text in texts:
        understand(text)  # padding is kept for words once seen
    began = time.process_time()
    for text in texts:
        understand(text)
    return (time.process_time() - began) * 1000 / len(texts)


def main() -> None:
    tables = {"collected": classes()} | {name: shares(table) for name, table in (TABLES | UNLISTED).items()}
    for name, counted in tables.items():
        whole = sum(counted.values())
        print(
            name,
            whole,
            ", ".join(f"{sort} {count} ({count / whole:.0%})" for sort, count in counted.most_common()),
        )
    beside = f"{PHRASES:,} learnt phrases and {NAMES:,} customers"
    print(f"ms of processor time a sentence, beside {beside}:")
    print(", ".join(f"{place} {milliseconds(place):.2f}" for place in PLACES))


if __name__ == "__main__":
    main()
