"""The answer to what can't be read: what is wrong, and the whole of it to copy, corrected as far as it goes."""

from bot.grammar import COMMANDS, Mistake
from bot.intake.work import Work

LONG, LONGEST = 2_500, 4_000
"""Characters of a corrected message beside what is wrong with it, and alone; Telegram takes 4,096."""


def correct(work: Work, mistake: Mistake) -> None:
    """What is wrong, and the whole message to copy; a long one as a message of its own, so that nothing is cut."""
    facts = {name: getattr(mistake, name) for name in Mistake.__dataclass_fields__}
    areas = COMMANDS[mistake.command].areas if mistake.command in COMMANDS else ()
    facts["example"] = "" if mistake.corrected else _example(work, mistake)
    facts["of_area"] = areas[0] if len(areas) == 1 else ""
    row = work.about_row
    case = row.case_id if row else None
    say = work.answer if work.callback_id is None else work.say
    if len(mistake.corrected) <= LONG:
        say("members/mistake", facts, private=True, case_id=case)
        return
    say("members/mistake", facts | {"corrected": ""}, private=True, case_id=case)
    for at in range(0, len(mistake.corrected), LONGEST):
        work.say(
            "members/corrected",
            {"corrected": mistake.corrected[at : at + LONGEST]},
            private=True,
            case_id=case,
        )


def _example(work: Work, mistake: Mistake) -> str:
    language = work.by.person.language
    return work.front.grammar.usage(mistake.command, language, mistake.named) if mistake.command else ""
