"""A seat is handed to somebody else, or somebody else is asked first. Pure."""

from dataclasses import replace

from store.people.roster import Person
from store.process.chain.lines import C, Verdict, added
from store.process.chain.rounds import Rounds
from store.process.chain.seats import asked_it, concerned, consulted, holder_of
from store.process.steps import Moment
from store.requests import Refused


class Handing(Rounds[C]):
    def may_hand_over(self, state: C, moment: Moment, to: Person, words: str) -> Refused | None:
        """To another holder of the role, or with a reason to any member, but to nobody who asked or has signed."""
        if refused := self.may_sign(state, moment):
            return refused
        mine = self._mine(state, moment, ())[0]
        if refused := self._not_to(state, moment, to):
            return refused
        if concerned(to, mine.seat, moment.roster):
            return Refused(reason="not_to_them", facts={"name": to.name})
        if not words and to not in moment.roster.acting(mine.seat.role):
            return Refused(reason="reason_needed", facts={"name": to.name})
        return None

    def hand_over(self, state: C, moment: Moment, to: Person, words: str = "") -> C:
        return self._pass(state, moment, Verdict.TRANSFERRED, to, words)

    def may_consult(self, state: C, moment: Moment, to: Person) -> Refused | None:
        """Only before oneself, and one deep."""
        return self.may_sign(state, moment) or self._not_to(state, moment, to)

    def consult(self, state: C, moment: Moment, to: Person, words: str = "") -> C:
        return self._pass(state, moment, Verdict.CONSULTED, to, words)

    def may_opine(self, state: C, moment: Moment) -> Refused | None:
        standing = self.standing(state)
        waits = [seat for seat in standing.open if consulted(standing, seat) == moment.actor.member_id]
        return None if waits and moment.actor.member_id is not None else Refused(reason="nothing_to_sign")

    def opine(self, state: C, moment: Moment, words: str) -> C:
        standing = self.standing(state)
        seat = next(one for one in standing.open if consulted(standing, one) == moment.actor.member_id)
        holder = holder_of(seat, standing, moment.roster, up=self.up)
        return added(state, self._line(standing, moment, Verdict.OPINION, holder, words))

    def _not_to(self, state: C, moment: Moment, to: Person) -> Refused | None:
        standing = self.standing(state)
        asked = asked_it(to, standing, moment.roster)
        given = {line.member_id for line in standing.signed if line.block == standing.block}
        if asked or to.id in given or to.id == moment.actor.member_id:
            return Refused(reason="not_to_them", facts={"name": to.name})
        return None

    def _pass(self, state: C, moment: Moment, verdict: Verdict, to: Person, words: str) -> C:
        holder = self._mine(state, moment, ())[0]
        line = self._line(self.standing(state), moment, verdict, holder, words)
        return added(state, replace(line, to_id=to.id, to=to.name))
