"""The answer to what can't be read: what is wrong, and the whole of it to copy, corrected as far as it goes."""

from bot.grammar import COMMANDS, Mistake
from bot.grammar.labels import BLANK
from bot.intake.work import Work
from store.orders import prices

LONG, LONGEST = 2_500, 4_000
"""Characters of a corrected message beside what is wrong with it, and alone; Telegram takes 4,096."""


def correct(work: Work, mistake: Mistake) -> None:
    """What is wrong, and the whole message to copy; a long one as a message of its own, so that nothing is cut."""
    facts = {name: getattr(mistake, name) for name in Mistake.__dataclass_fields__}
    if (mistake.kind, mistake.field) == ("missing", "price"):
        facts["corrected"], facts["listed"] = _by_list(work, mistake.corrected)
    areas = COMMANDS[mistake.command].areas if mistake.command in COMMANDS else ()
    facts["example"] = "" if mistake.corrected else _example(work, mistake)
    facts["of_area"] = areas[0] if len(areas) == 1 else ""
    row = work.about_row
    case = row.case_id if row else None
    say = work.answer if work.callback_id is None else work.say
    corrected = facts["corrected"]
    if len(corrected) <= LONG:
        say("members/mistake", facts, private=True, case_id=case)
        return
    say("members/mistake", facts | {"corrected": ""}, private=True, case_id=case)
    for at in range(0, len(corrected), LONGEST):
        work.say(
            "members/corrected",
            {"corrected": corrected[at : at + LONGEST]},
            private=True,
            case_id=case,
        )


def _by_list(work: Work, corrected: str) -> tuple[str, list[dict[str, str]]]:
    """The list's price behind each line that only lacks one (O1), and which: to be read, and sent by whoever reads it."""
    unit, lines, found = work.unit, [], []
    for line in corrected.splitlines():
        head, blank, said = line.partition(BLANK)
        name, comma, much = said.replace("，", ",").rpartition(",")
        price = None
        if blank and comma:
            of = much.strip().lstrip("0123456789. ")
            day = unit.now.astimezone(unit.company.zone).date()
            price = prices.listed(unit.company, name.strip(), of, day)
        if price is None:
            lines.append(line)
        else:
            lines.append(f"{head}{said}, {price}")
            found.append({"product": name.strip(), "price": str(price)})
    return "\n".join(lines), found


def _example(work: Work, mistake: Mistake) -> str:
    language = work.by.person.language
    return work.front.grammar.usage(mistake.command, language, mistake.named) if mistake.command else ""
