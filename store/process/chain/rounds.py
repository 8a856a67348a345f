"""Where a chain stands, who may say what on it, and what is said. Pure.

What was asked, signed and refused are lines that are only added to; where a chain stands follows from them. A round
begins with whoever asked, and ends when all have signed, somebody refuses, or it is taken back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic

from store.company import Company, Role
from store.people.actor import Actor
from store.people.roster import Roster
from store.process.chain.lines import Block, C, Seat, Signature, Standing, Verdict, added, open_seats
from store.process.chain.seats import Holder, consulted, holder_of, holds, in_person, instead_of
from store.process.steps import Moment, Owner
from store.requests import Refused


@dataclass(frozen=True, kw_only=True)
class Rounds(Generic[C]):
    """An area's chain: who signs, and while what holds they are asked."""

    name: str
    code: str
    blocks: Callable[[C], Sequence[Block]]
    holds: Callable[[C], bool]
    """Whether there is something to sign."""
    asks: Callable[[C], bool] = lambda _state: True
    """Whether those whose turn it is are asked for it; who isn't asked may sign all the same."""
    kinds: Mapping[str, tuple[str, ...]]
    """Its kinds of task, each with its buttons; the first is the good answer."""
    roles: frozenset[Role]
    """Who has the commands for it. Whoever else has a seat, as a head or because it was handed over, signs all the same."""
    counts: Callable[[C], int] = lambda _state: 0
    """A number of the area's own that makes what is open be asked for afresh."""
    up: bool = False
    """Own requests go up: whoever asked, or was asked for, signs on no seat, not for others either. Else they may, and
    it is marked."""
    again: bool = False
    """Whoever thinks again after a refusal may sign without being asked: a new round begins with it."""
    limit: Callable[[C, Company], int | None] = lambda _state, _company: None
    """Working minutes for whoever is asked now; None: as the role's turn says."""
    starts: Callable[[C], date | None] = lambda _state: None
    """The day from which whoever is asked now is told; None is at once."""
    by: Callable[[C, Seat], date | None] = lambda _state, _seat: None
    """The day by which whoever has a seat is to do what it is for, where it has one."""
    after: Callable[[C, Seat], date | None] = lambda _state, _seat: None
    """The day from which whoever has a seat is told; None is as `starts` says."""
    money: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Of the chains that it speaks for."""
        return frozenset({self.name})

    # where it stands --------------------------------------------------------------------------------
    def standing(self, state: C) -> Standing:
        lines = tuple(line for line in state.signatures if line.chain == self.name)
        rounds, current, refused, over = 1, lines, None, False
        if lines:
            begun = [at for at, line in enumerate(lines) if line.verdict is Verdict.ASKED]
            rounds, current = len(begun) or 1, lines[begun[-1] :] if begun else lines
            refused = next((line for line in current if line.verdict is Verdict.REJECTED), None)
            over = refused is not None or any(line.verdict is Verdict.WITHDRAWN for line in current)
        at, left = open_seats(self.blocks(state), current)
        return Standing(round=rounds, lines=current, block=at, open=() if over else left, refused=refused)

    def complete(self, state: C) -> bool:
        """All have signed, in the round that counts."""
        return self.holds(state) and self.standing(state).complete

    def waits(self, state: C, kind: str | None = None) -> bool:
        """Whether somebody is asked to sign now, by a task of this kind."""
        if not (self.holds(state) and self.asks(state)):
            return False
        return any(kind in (None, seat.kind) for seat in self.standing(state).open)

    # whose it is ------------------------------------------------------------------------------------
    def holders(self, state: C, roster: Roster) -> tuple[Holder, ...]:
        """Of each open seat, as people are now."""
        standing = self.standing(state)
        return tuple(holder_of(seat, standing, roster, up=self.up) for seat in standing.open)

    def stuck(self, state: C, roster: Roster, kind: str) -> tuple[Owner, ...]:
        """The seats asked for by this kind of task that are nobody's: nothing is passed by vacancy."""
        holders = (one for one in self.holders(state, roster) if one.seat.kind == kind)
        return tuple(
            one.owner
            for one in holders
            if not (roster.acting(one.owner.role) if one.people is None else one.people)
        )

    def seats_of(self, state: C, moment: Moment, *kinds: str) -> tuple[Holder, ...]:
        """The open seats that are this person's, of these kinds or any."""
        return self._mine(self._afresh(state), moment, kinds) if self.holds(state) else ()

    def whose(self, state: C, roster: Roster, kind: str) -> frozenset[int]:
        """Who may answer now what is asked by this kind of task, whatever roles they have, by member id."""
        standing = self.standing(state)
        open_ = tuple(
            one
            for one in self.holders(state, roster)
            if one.seat.kind == kind and consulted(standing, one.seat) is None
        )
        return frozenset(
            person.id for person in roster.people if self._held(open_, standing, roster.actor(person))
        )

    def _mine(self, state: C, moment: Moment, kinds: Sequence[str]) -> tuple[Holder, ...]:
        holders = self.holders(state, moment.roster)
        asked = tuple(one for one in holders if not kinds or one.seat.kind in kinds)
        return self._held(asked, self.standing(state), moment.actor)

    def _held(self, holders: Sequence[Holder], standing: Standing, actor: Actor) -> tuple[Holder, ...]:
        asks = self.up and standing.asked is not None and actor.member_id == standing.asked.member_id
        return tuple(one for one in holders if holds(actor, one) and (one.seat.own or not asks))

    # what may be said -------------------------------------------------------------------------------
    def may_sign(self, state: C, moment: Moment, *kinds: str) -> Refused | None:
        if not self.holds(state):
            return Refused(reason="nothing_to_sign")
        state = self._afresh(state)
        return self._may_answer(state, moment, kinds) or self._twice(state, moment, kinds)

    def may_reject(self, state: C, moment: Moment, *kinds: str) -> Refused | None:
        """Once in a round."""
        if not self.holds(state):
            return Refused(reason="nothing_to_sign")
        refused = self.standing(state).refused
        if refused is not None:
            return Refused(reason="already_rejected", facts={"reason": refused.words})
        return self._may_answer(state, moment, kinds)

    def _may_answer(self, state: C, moment: Moment, kinds: Sequence[str]) -> Refused | None:
        standing = self.standing(state)
        if not standing.open:
            return Refused(reason="already" if standing.complete else "nothing_to_sign")
        mine = self._mine(state, moment, kinds)
        if not mine:
            return self._not_mine(state, standing, moment)
        if any(consulted(standing, one.seat) == moment.actor.member_id for one in mine):
            return Refused(reason="opinion_first")
        return None

    def _twice(self, state: C, moment: Moment, kinds: Sequence[str]) -> Refused | None:
        """Nobody signs for somebody away what they had a part in, nor for themselves what they signed for another."""
        actor, mine = moment.actor, self._mine(state, moment, kinds)
        instead = next((name for one in mine if (name := instead_of(actor, one))), "")
        for line in self.standing(state).lines:
            own = line.member_id == actor.member_id and line.verdict is not Verdict.SILENT
            if own and (instead or line.instead_of):
                facts = {"role": mine[0].owner.role, "instead_of": instead}
                return Refused(reason="signed_before", facts=facts)
        return None

    def _not_mine(self, state: C, standing: Standing, moment: Moment) -> Refused:
        holders = self.holders(state, moment.roster)
        roles = list(dict.fromkeys(one.owner.role for one in holders))
        asked, me = standing.asked, moment.actor.member_id
        if self.up and asked is not None and asked.member_id == me and moment.actor.roles & self.roles:
            return Refused(reason="own_request", facts={"roles": roles})
        signed = (line for line in standing.signed if line.block == standing.block)
        if any(line.member_id == me for line in signed):
            return Refused(reason="already")
        return Refused(reason="role", facts={"roles": roles})

    def seats(self, state: C, moment: Moment) -> bool:
        """Whether a seat is this person's now, whatever roles they have."""
        return self.holds(state) and bool(self._mine(self._afresh(state), moment, ()))

    def answered_in_person(self, state: C, actor: Actor) -> bool:
        """Whether what was said last was said by them as a head, or as whom it was handed to: not in a role."""
        lines = self.standing(state).lines
        if not lines or lines[-1].member_id != actor.member_id:
            return False
        said = lines[-1]
        handed = (line for line in lines if line.verdict is Verdict.TRANSFERRED and line.seat == said.seat)
        return said.seat not in list(Role) or any(line.to_id == actor.member_id for line in handed)

    def own(self, state: C, actor: Actor) -> bool:
        """Whether it is the signature of whoever's own step asked for it: it stands, and is marked. To think again after
        one's own refusal is none."""
        lines = self.standing(state).lines
        asking = (line for line in (*lines[:1], *lines[-1:]) if line.verdict is not Verdict.REJECTED)
        asked = {line.member_id for line in asking}
        return actor.member_id is not None and actor.member_id in {*asked, state.creator_id}

    # what is said -----------------------------------------------------------------------------------
    def ask(self, state: C, moment: Moment, roles: frozenset[Role] = frozenset(), *, words: str = "") -> C:
        """A new round: all sign again. `roles` are those in which it is asked for, `words` why."""
        actor = moment.actor
        line = Signature(
            chain=self.name,
            round=self._rounds(state) + 1,
            member_id=actor.member_id,
            member=actor.name,
            instead_of=actor.instead_of(roles) or "",
            verdict=Verdict.ASKED,
            words=words,
            at=moment.now,
        )
        return added(state, line)

    def ask_for(self, state: C, asked: Signature | None, moment: Moment) -> C:
        """A new round, asked for by whoever asked for another one: of this chain, or of one that led to it."""
        if asked is None:
            return self.ask(state, moment)
        number = self._rounds(state) + 1
        return added(state, replace(asked, id=None, chain=self.name, round=number, at=moment.now))

    def withdraw(self, state: C, moment: Moment) -> C:
        """Nobody is asked any more, whatever was signed; without a round under way nothing changes."""
        standing = self.standing(state)
        if standing.asked is None or standing.refused is not None or standing.withdrawn:
            return state
        return added(state, self._line(standing, moment, Verdict.WITHDRAWN))

    def sign(self, state: C, moment: Moment, *kinds: str, words: str = "") -> C:
        """On every seat that is the actor's now; where their own requests go up, also on the next block's that are
        theirs in person: nothing was filled in between."""
        state, signed, filled = self._afresh(state), 0, False
        while mine := self._mine(state, moment, kinds):
            if signed:
                mine = tuple(
                    one for one in mine if self.up and in_person(moment.actor, one) and not one.seat.filled
                )
            if not mine or (signed and filled):
                break
            filled, block = any(one.seat.filled for one in mine), self.standing(state).block
            for holder in mine:
                standing = self.standing(state)
                if standing.block != block:
                    break  # any one of its seats was enough: the others' are not the next block's
                state = added(state, self._line(standing, moment, Verdict.SIGNED, holder, words))
            signed += 1
        return state

    def go_on(self, state: C, moment: Moment) -> C:
        """Without those who are asked now; whoever goes on is named, and who didn't answer."""
        standing = self.standing(state)
        for holder in self.holders(state, moment.roster):
            line = self._line(standing, moment, Verdict.SILENT, holder)
            silent = holder.seat.member
            state = added(state, replace(line, to_id=silent, to=moment.roster.name(silent)))
        return state

    def reject(self, state: C, moment: Moment, *kinds: str, words: str) -> C:
        """The round is over: what is open closes, and what was signed stays as that round's."""
        holder = self._mine(state, moment, kinds)[0]
        return added(state, self._line(self.standing(state), moment, Verdict.REJECTED, holder, words))

    def _rounds(self, state: C) -> int:
        asked = (line for line in state.signatures if line.verdict is Verdict.ASKED)
        return sum(line.chain == self.name for line in asked)

    def _afresh(self, state: C) -> C:
        standing = self.standing(state)
        if standing.refused is None or not self.again:
            return state
        asked = standing.asked
        line = Signature(
            chain=self.name,
            round=self._rounds(state) + 1,
            member_id=asked.member_id if asked else None,
            member=asked.member if asked else "",
            instead_of=asked.instead_of if asked else "",
            verdict=Verdict.ASKED,
            words=asked.words if asked else "",
            at=standing.refused.at,
        )
        return added(state, line)

    def _line(
        self,
        standing: Standing,
        moment: Moment,
        verdict: Verdict,
        holder: Holder | None = None,
        words: str = "",
    ) -> Signature:
        return Signature(
            chain=self.name,
            round=standing.round,
            block=standing.block,
            seat=holder.seat.name if holder else "",
            role=holder.owner.role.value if holder else "",
            member_id=moment.actor.member_id,
            member=moment.actor.name,
            instead_of=instead_of(moment.actor, holder) if holder else "",
            verdict=verdict,
            words=words,
            at=moment.now,
        )
