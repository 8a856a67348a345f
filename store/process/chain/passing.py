"""What may be done with a seat beside signing and refusing, the same for whatever chains an area has: it is handed on,
somebody else is asked first, and whoever asked for it takes it back. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic

from store.company import Role
from store.people.actor import Actor
from store.people.names import Found, find
from store.people.roster import Person, Roster
from store.process.chain.handing import Handing
from store.process.chain.lines import C, Signature, Standing, Verdict
from store.process.chain.seats import consulted, personal
from store.process.steps import Duty, Moment, Owner, Step, Tell
from store.requests import Advise, CaseRequest, Consult, Refused, SeatRequest, Transfer, Withdraw

ADVISE = "advise"
"""The kind of the task of whoever is asked first."""


def _stands(state: C, _chain: str, _moment: Moment) -> C:
    return state


@dataclass(frozen=True, kw_only=True)
class Passing(Generic[C]):
    """Several chains of one area as one: what is said is said on the one that has a seat of the speaker's."""

    code: str
    chains: tuple[Handing[C], ...]
    states: frozenset[str]
    drops: Callable[[C, str, Moment], C] = _stands
    """What becomes of the case once what the named chain was asked for is taken back."""
    takes_back: frozenset[Role] = frozenset()
    """Who has the command for it beside whoever asked."""
    of_asker: bool = False
    """Whether whoever asked has a seat here too: to take it back, and for nothing else."""

    @property
    def kinds(self) -> dict[str, tuple[str, ...]]:
        own = {kind: actions for chain in self.chains for kind, actions in chain.kinds.items()}
        return {**own, ADVISE: (ADVISE,)}

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset[Role]().union(*(chain.roles for chain in self.chains))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(chain.name for chain in self.chains)

    # as a step's chain ------------------------------------------------------------------------------
    def seats(self, state: C, moment: Moment) -> bool:
        seated = any(chain.seats(state, moment) for chain in self.chains)
        return seated or (self.of_asker and self._asker(state, moment) is not None)

    def standing(self, state: C) -> Standing:
        """Of the chain on which something was said last."""
        return self._last(state).standing(state)

    def answered_in_person(self, state: C, actor: Actor) -> bool:
        lines = self.standing(state).lines
        return bool(lines) and lines[-1].member_id == actor.member_id

    def own(self, _state: C, _actor: Actor) -> bool:
        return False

    def _last(self, state: C) -> Handing[C]:
        name = state.signatures[-1].chain if state.signatures else ""
        return next((chain for chain in self.chains if chain.name == name), self.chains[0])

    def _meant(self, request: SeatRequest) -> tuple[Handing[C], ...]:
        return tuple(chain for chain in self.chains if request.chain in ("", chain.name)) or self.chains

    def _mine(self, state: C, request: SeatRequest, moment: Moment) -> Handing[C]:
        """The chain that has a seat of theirs, else one that somebody is asked on, which says why not."""
        chains = self._meant(request)
        seated = [chain for chain in chains if chain.seats(state, moment)]
        return next(iter([*seated, *(chain for chain in chains if chain.waits(state))]), chains[0])

    # handed on, asked first -------------------------------------------------------------------------
    def may_transfer(self, state: C, request: Transfer, moment: Moment) -> Refused | None:
        to = find(moment.roster.people, request.to)
        if isinstance(to, Refused):
            return self._mine(state, request, moment).may_sign(state, moment) or to
        return self._mine(state, request, moment).may_hand_over(state, moment, to.one, request.reason)

    def transfer(self, state: C, request: Transfer, moment: Moment) -> C:
        to = _named(moment, request.to)
        return self._mine(state, request, moment).hand_over(state, moment, to, request.reason)

    def may_consult(self, state: C, request: Consult, moment: Moment) -> Refused | None:
        to = find(moment.roster.people, request.to)
        if isinstance(to, Refused):
            return self._mine(state, request, moment).may_sign(state, moment) or to
        return self._mine(state, request, moment).may_consult(state, moment, to.one)

    def consult(self, state: C, request: Consult, moment: Moment) -> C:
        to = _named(moment, request.to)
        return self._mine(state, request, moment).consult(state, moment, to, request.question)

    def may_advise(self, state: C, request: Advise, moment: Moment) -> Refused | None:
        return self._mine(state, request, moment).may_opine(state, moment)

    def advise(self, state: C, request: Advise, moment: Moment) -> C:
        return self._mine(state, request, moment).opine(state, moment, request.text)

    # taken back -------------------------------------------------------------------------------------
    def _asker(
        self, state: C, moment: Moment, chains: Sequence[Handing[C]] | None = None
    ) -> Handing[C] | None:
        """The chain under way that this person asked for."""
        for chain in self.chains if chains is None else chains:
            asked = chain.standing(state).asked
            if chain.waits(state) and asked is not None and asked.member_id in moment.actor.ids:
                return chain
        return None

    def may_withdraw(self, state: C, request: Withdraw, moment: Moment) -> Refused | None:
        chains = self._meant(request)
        if self._asker(state, moment, chains) is not None:
            return None
        waiting = next((chain for chain in chains if chain.waits(state)), None)
        if waiting is None:
            return Refused(reason="nothing_to_sign")
        asked = waiting.standing(state).asked
        return Refused(reason="not_your_request", facts={"by": asked.member if asked else ""})

    def withdraw(self, state: C, request: Withdraw, moment: Moment) -> C:
        chain = self._asker(state, moment, self._meant(request))
        assert chain is not None, "only what was asked for is taken back"
        return self.drops(chain.withdraw(state, moment), chain.name, moment)

    # as steps and a duty ----------------------------------------------------------------------------
    def steps(self, *, withdrawn: tuple[Tell[C], ...] = (), can_withdraw: bool = True) -> tuple[Step[C], ...]:
        answers = frozenset(self.kinds) - {ADVISE}
        asked = replace(self, of_asker=True)
        taken_back = asked._step("withdraw", Withdraw, "RequestWithdrawn", asked.may_withdraw, asked.withdraw,
                                 frozenset(), withdrawn, self.roles | self.takes_back)  # fmt: skip
        return (
            self._step("transfer", Transfer, "SeatTransferred", self.may_transfer, self.transfer, answers),
            self._step("consult", Consult, "OpinionAsked", self.may_consult, self.consult, answers),
            self._step("advise", Advise, "OpinionSaid", self.may_advise, self.advise, frozenset({ADVISE})),
            *([taken_back] if can_withdraw else []),
        )

    def _step(
        self,
        name: str,
        asks: type[CaseRequest],
        event: str,
        judge: Callable[[C, Any, Moment], Refused | None],
        act: Callable[[C, Any, Moment], C],
        answers: frozenset[str],
        tells: tuple[Tell[C], ...] = (),
        roles: frozenset[Role] | None = None,
    ) -> Step[C]:
        return Step[C](
            name=name,
            code=self.code,
            asks=asks,
            event=event,
            roles=self.roles if roles is None else roles,
            states=self.states,
            judge=judge,
            act=act,
            answers=answers,
            tells=tells,
            chain=self,
        )

    def duty(self) -> Duty[C]:
        """Whoever is asked first owes their opinion."""

        def owners(state: C, roster: Roster) -> Sequence[Owner]:
            return tuple(dict.fromkeys(
                personal(seat, seat.role, [person]).owner
                for chain in self.chains
                if chain.waits(state)
                for standing in [chain.standing(state)]
                for seat in standing.open
                if (person := roster.person(consulted(standing, seat))) is not None
            ))  # fmt: skip

        return Duty[C](
            kind=ADVISE,
            code=self.code,
            role=lambda _state: Role.DIRECTOR,
            owners=owners,
            actions=(ADVISE,),
            holds=lambda state: bool(asked_first(state, self.chains)),
            round=lambda state: len(state.signatures),
        )


def asked_first(state: C, chains: Sequence[Handing[C]]) -> tuple[Signature, ...]:
    """Whose opinions are still owed: the lines by which they were asked."""
    return tuple(
        next(line for line in reversed(standing.of(seat)) if line.verdict is Verdict.CONSULTED)
        for chain in chains
        if chain.waits(state)
        for standing in [chain.standing(state)]
        for seat in standing.open
        if consulted(standing, seat) is not None
    )


def _named(moment: Moment, name: str) -> Person:
    found = find(moment.roster.people, name)
    assert isinstance(found, Found), "who is meant was judged before"
    return found.one
