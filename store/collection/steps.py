"""The table of a collection's steps (M4, M6): who may take which, from where, what it answers and who hears."""

from collections.abc import Mapping

from store.collection import requests as ask
from store.collection import rules
from store.collection.state import FOLLOWED, Collection, State
from store.company import Role
from store.customers.access import SELLERS
from store.money.requests import ReopenCollection, SettleCollection
from store.orders.departments import FINANCE
from store.process.steps import Step, Tell

DUNNERS = SELLERS | FINANCE | {Role.SERVICE, Role.COLLECTOR, Role.DIRECTOR, Role.SALES_LEAD}
LEADERS = frozenset({Role.COLLECTOR, Role.DIRECTOR, Role.SALES_LEAD})
"""Who leaves somebody out, and says that an account is a problem."""
HANDERS = FINANCE
"""Who hands the month's rates to the director."""
NEW = frozenset({State.NEW})
CLOSED = frozenset({State.CLOSED})
NOBODY = frozenset[Role]()
SPOKEN = frozenset({"dun"})
STOPPED_TOLD = ("salesperson", "director", "service")

_TABLE = (
    Step[Collection](name="open_collection", code="M4", asks=ask.OpenCollection, event="CollectionOpened", roles=NOBODY,
                     states=NEW, judge=rules.may_open, act=rules.open_, clock=True),
    Step[Collection](name="dun", code="M4", asks=ask.RecordDun, event="CustomerDunned", roles=DUNNERS,
                     states=FOLLOWED, judge=rules.may_reach, act=rules.dun, contact="collection", answers=SPOKEN),
    Step[Collection](name="dun_missed", code="M4", asks=ask.RecordDun, event="CustomerNotReached", roles=DUNNERS,
                     states=FOLLOWED, judge=rules.may_miss, act=rules.dun, answers=SPOKEN),
    Step[Collection](name="pledge", code="M4", asks=ask.RecordPledge, event="PaymentPromised", roles=DUNNERS,
                     states=FOLLOWED, judge=rules.may_pledge, act=rules.pledge, contact="collection",
                     answers=SPOKEN),
    Step[Collection](name="judge_pledges", code="M4", asks=ask.JudgePledges, event="PromisesJudged", roles=NOBODY,
                     states=FOLLOWED, judge=rules.may_judge, act=rules.judge, clock=True,
                     tells=(Tell(notice="judged", to=("by:pledge",), money=True),
                            Tell(notice="judged", to=("director",), money=True, when=rules.broken_again))),
    Step[Collection](name="ask_finance", code="M4", asks=ask.AskFinance, event="FinanceAsked", roles=DUNNERS,
                     states=FOLLOWED, judge=rules.may_ask, act=rules.ask_finance),
    Step[Collection](name="answer_finance", code="M4", asks=ask.AnswerFinance, event="FinanceLooked", roles=FINANCE,
                     states=FOLLOWED, judge=rules.may_answer, act=rules.answer, answers=frozenset({"look_up"}),
                     tells=(Tell(notice="looked", to=("creator",), money=True),)),
    Step[Collection](name="exclude", code="M4", asks=ask.ExcludeCollection, event="CollectionPutOff", roles=LEADERS,
                     states=FOLLOWED, judge=rules.may_exclude, act=rules.exclude,
                     tells=(Tell(notice="excluded", to=("salesperson",)),)),
    Step[Collection](name="set_measure", code="M6", asks=ask.SetMeasure, event="MeasureSet", roles=LEADERS,
                     states=FOLLOWED, judge=rules.may_set, act=rules.set_measure,
                     tells=(Tell(notice="measured", to=("salesperson", "director"), money=True),)),
    Step[Collection](name="stop_deliveries", code="M6", asks=ask.StopDeliveries, event="DeliveriesStopped", roles=LEADERS,
                     states=FOLLOWED, judge=rules.may_set, act=rules.stop, answers=frozenset({"stop"}),
                     tells=(Tell(notice="stopped", to=STOPPED_TOLD, money=True),)),
    Step[Collection](name="resume_deliveries", code="M6", asks=ask.ResumeDeliveries, event="DeliveriesResumed", roles=LEADERS,
                     states=FOLLOWED, judge=rules.may_resume, act=rules.resume, answers=frozenset({"stop"}),
                     tells=(Tell(notice="resumed", to=STOPPED_TOLD, money=True),)),
    Step[Collection](name="finish_measure", code="M6", asks=ask.FinishMeasure, event="MeasureCarriedOut", roles=DUNNERS,
                     states=frozenset({State.PROBLEM}), judge=rules.may_finish, act=rules.finish_measure,
                     answers=frozenset({"measure"})),
    Step[Collection](name="settle_collection", code="M4", asks=SettleCollection, event="CollectionSettled", roles=NOBODY,
                     states=FOLLOWED, judge=rules.may_settle, act=rules.settle, clock=True),
    Step[Collection](name="reopen_collection", code="M4", asks=ReopenCollection, event="CollectionReopened", roles=NOBODY,
                     states=CLOSED, judge=rules.may_reopen, act=rules.reopen, clock=True),
)  # fmt: skip

STEPS: Mapping[str, Step[Collection]] = {step.name: step for step in _TABLE}
