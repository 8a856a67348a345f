"""One chain of signatures for every area: blocks of seats, signed side by side, in turn, or by any one. Pure.

`lines` says what it is made of, `seats` whose an open seat is, `rounds` what may be said and is, `handing` how a seat is
passed to somebody else; here are the steps and the duties that an area makes of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from store.company import Role
from store.people.roster import Roster
from store.process.chain.handing import Handing
from store.process.chain.lines import (
    Block,
    C,
    How,
    Seat,
    Signable,
    Signature,
    Signers,
    Standing,
    Verdict,
    heads_of,
    one_by_one,
    refused_before,
)
from store.process.chain.passing import Passing
from store.process.chain.seats import Holder, consulted
from store.process.steps import Duty, Entailed, Moment, Owner, Step, Tell
from store.requests import CaseRequest, Refused, Reject, SeatRequest, Sign

__all__ = [
    "Block",
    "Chain",
    "Holder",
    "How",
    "Passing",
    "Seat",
    "Signable",
    "Signature",
    "Signers",
    "Standing",
    "Verdict",
    "heads_of",
    "one_by_one",
    "refused_before",
]


class Chain(Handing[C]):
    """As the steps and duties of an area."""

    # as steps ---------------------------------------------------------------------------------------
    def signing(
        self,
        *,
        name: str,
        event: str,
        states: frozenset[str],
        asks: type[CaseRequest] = Sign,
        kinds: tuple[str, ...] = (),
        roles: frozenset[Role] | None = None,
        judge: Callable[[C, Any, Moment], Refused | None] = lambda _state, _request, _moment: None,
        act: Callable[[C, Any, Moment], C] = lambda state, _request, _moment: state,
        words: Callable[[Any], str] = lambda _request: "",
        before: Callable[[C, Any, Moment], C] = lambda state, _request, _moment: state,
        each: Callable[[C, Any, Moment], C] = lambda state, _request, _moment: state,
        tells: tuple[Tell[C], ...] = (),
        terms: bool = False,
        code: str = "",
        entails: Callable[[C, C], Sequence[Entailed]] = lambda _old, _new: (),
    ) -> Step[C]:
        """The step that signs. `judge` asks what else must hold; `before` says what is filled in with it, `each` follows
        every signature, `act` the last."""

        def may(state: C, request: Any, moment: Moment) -> Refused | None:
            return (
                self._not_meant(request)
                or self.may_sign(state, moment, *kinds)
                or judge(state, request, moment)
            )

        def sign(state: C, request: Any, moment: Moment) -> C:
            state = before(state, request, moment)
            signed = each(self.sign(state, moment, *kinds, words=words(request)), request, moment)
            return act(signed, request, moment) if self.standing(signed).complete else signed

        step = self._step(name, event, states, kinds, roles, tells)
        return replace(
            step,
            code=code or self.code,
            asks=asks,
            judge=may,
            act=sign,
            terms=terms,
            entails=entails,
            signs=True,
        )

    def rejecting(
        self,
        *,
        name: str,
        event: str,
        states: frozenset[str],
        kinds: tuple[str, ...] = (),
        roles: frozenset[Role] | None = None,
        act: Callable[[C, Any, Moment], C] = lambda state, _request, _moment: state,
        tells: tuple[Tell[C], ...] = (),
        entails: Callable[[C, C], Sequence[Entailed]] = lambda _old, _new: (),
    ) -> Step[C]:
        """The step that refuses, with a reason."""

        def may(state: C, request: Reject, moment: Moment) -> Refused | None:
            return self._not_meant(request) or self.may_reject(state, moment, *kinds)

        def reject(state: C, request: Reject, moment: Moment) -> C:
            return act(self.reject(state, moment, *kinds, words=request.reason), request, moment)

        step = self._step(name, event, states, kinds, roles, tells)
        return replace(step, judge=may, act=reject, entails=entails)

    def _not_meant(self, request: Any) -> Refused | None:
        other = isinstance(request, SeatRequest) and request.chain not in ("", self.name)
        return Refused(reason="nothing_to_sign") if other else None

    def _step(
        self,
        name: str,
        event: str,
        states: frozenset[str],
        kinds: tuple[str, ...],
        roles: frozenset[Role] | None,
        tells: tuple[Tell[C], ...],
    ) -> Step[C]:
        return Step[C](
            name=name,
            code=self.code,
            asks=Reject,
            event=event,
            roles=self.roles if roles is None else roles,
            states=states,
            judge=lambda _state, _request, _moment: None,
            act=lambda state, _request, _moment: state,
            answers=frozenset(kinds or self.kinds),
            tells=tells,
            chain=self,
        )

    # who has the ball -------------------------------------------------------------------------------
    def duties(self) -> tuple[Duty[C], ...]:
        """A duty of each kind of seat; tasks open as blocks do, and close as their seats are answered."""
        return tuple(self._duty(kind, actions) for kind, actions in self.kinds.items())

    def _duty(self, kind: str, actions: tuple[str, ...]) -> Duty[C]:
        def owners(state: C, roster: Roster) -> tuple[Owner, ...]:
            standing = self.standing(state)
            holders = (
                one
                for one in self.holders(state, roster)
                if one.seat.kind == kind and roster.person(consulted(standing, one.seat)) is None
            )
            return tuple(dict.fromkeys(one.owner for one in holders))

        def by(state: C, owner: Owner, roster: Roster) -> date | None:
            """The first of the days that this owner's seats have."""
            mine = (one.seat for one in self.holders(state, roster) if one.owner == owner)
            return min((day for seat in mine if (day := self.by(state, seat)) is not None), default=None)

        def after(state: C, owner: Owner, roster: Roster) -> date | None:
            """The first of the days from which this owner's seats ask for something, where all of them have one."""
            mine = (one.seat for one in self.holders(state, roster) if one.owner == owner)
            days = [self.after(state, seat) for seat in mine]
            return min((day for day in days if day is not None), default=None) if all(days) else None

        def role(state: C) -> Role:
            """Of the first seat asked for, or the chain's first where none is."""
            seats = self.standing(state).open or next(iter(self.blocks(state)), Block(())).seats
            return next((seat.role for seat in seats), Role.DIRECTOR)

        return Duty[C](
            kind=kind,
            code=self.code,
            role=role,
            owners=owners,
            stuck=lambda state, roster: self.stuck(state, roster, kind),
            actions=actions,
            holds=lambda state: self.waits(state, kind),
            round=lambda state: self.counts(state) + self.standing(state).block,
            starts=self.starts,
            limit=self.limit,
            by=by,
            after=after,
            money=self.money,
        )
