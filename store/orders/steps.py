"""The table of an order's steps (O1 to O9, A2): who may take which, from where, what it answers and who hears."""

from collections.abc import Mapping

from store.company import Role
from store.orders import exceptions, lowering, money, rules
from store.orders import requests as ask
from store.orders.chains import CREDIT, INSPECTION, LOWERING, PASSING, PRICE, PRODUCTION
from store.orders.departments import (
    CONCERNED,
    FINANCE,
    INTAKE,
    LOGISTICS,
    OFFICE,
    SERVICE,
    WORKSHOP,
)
from store.orders.state import Order
from store.orders.tracks import State
from store.process.steps import Step, Tell
from store.process.urging import urge

REPORTS_BACK = ("creator", "owner", "salesperson")
EVERYONE_TOLD = ("told", *REPORTS_BACK)
DROPPED = Tell[Order](
    notice="change_dropped",
    to=("by:propose_change", "salesperson"),
    when=lambda old, new: old.proposed is not None and new.proposed is None,
    money=True,
)
"""What waited for the director waits no more, and was not signed."""


NEW = frozenset({State.NEW})
PREPARING = frozenset({State.PREPARING})
RELEASED = frozenset({State.RELEASED})
SHIPPED = frozenset({State.SHIPPED})
ARRIVED = frozenset({State.ARRIVED})
UNDER_WAY = frozenset({State.RELEASED, State.SHIPPED, State.ARRIVED})
LIVING = PREPARING | UNDER_WAY
NOT_CANCELLED = LIVING | {State.CLOSED}
ANY = NOT_CANCELLED | {State.CANCELLED}
NOT_SHIPPED = PREPARING | RELEASED


_TABLE = (
    Step[Order](name="place", code="O1", asks=ask.PlaceOrder, event="OrderPlaced", roles=INTAKE,
                states=NEW, judge=rules.may_place, act=rules.place, contact="order",
                tells=(Tell(notice="unowned", to=("director",), when=lambda old, _new: old.wanted_by is not None),)),
    Step[Order](name="ready", code="O2", asks=ask.ReportReady, event="GoodsReadied", roles=WORKSHOP,
                states=PREPARING, judge=rules.may_ready, act=rules.ready, answers=frozenset({"prepare", "restock"})),
    Step[Order](name="short", code="O2", asks=ask.ReportShort, event="GoodsFoundShort", roles=WORKSHOP,
                states=PREPARING, judge=rules.may_short, act=rules.short, answers=frozenset({"prepare", "restock"}),
                tells=(Tell(notice="short", to=(*REPORTS_BACK, "logistics", "technical"), money=True),)),
    Step[Order](name="produce", code="O7", asks=ask.OrderProduction, event="ProductionOrdered", roles=INTAKE,
                states=PREPARING, judge=exceptions.may_produce, act=exceptions.produce, answers=frozenset({"production"})),
    Step[Order](name="material", code="O7", asks=ask.ReportMaterial, event="MaterialFoundShort",
                roles=frozenset({Role.PURCHASING}), states=PREPARING, judge=exceptions.may_move_promise, act=exceptions.move_promise,
                tells=(Tell(notice="short", to=(*REPORTS_BACK, "production", "logistics"), money=True),)),
    Step[Order](name="promise", code="O7", asks=ask.PromiseDate, event="DateAgreed", roles=INTAKE,
                states=PREPARING | RELEASED, judge=exceptions.may_agree, act=exceptions.agree, answers=frozenset({"promise"}),
                tells=(Tell(notice="promised", to=("production", "logistics", "salesperson")),)),
    Step[Order](name="pay", code="O2", asks=ask.RecordPayment, event="PaymentReceived", roles=FINANCE,
                states=NOT_CANCELLED, judge=money.may_pay, act=money.pay, answers=frozenset({"payment"}),
                tells=(Tell(notice="paid", to=REPORTS_BACK, money=True),
                       Tell(notice="ref_reused", to=("finance", "director"), money=True,
                            when=lambda _old, new: new.ref_on is not None))),
    Step[Order](name="pay_none", code="O2", asks=ask.ReportNoPayment, event="PaymentNotFound", roles=FINANCE,
                states=NOT_CANCELLED, judge=money.may_miss_payment, act=money.miss_payment,
                answers=frozenset({"payment"}),
                tells=(Tell(notice="paid_none", to=REPORTS_BACK, money=True),)),
    Step[Order](name="arrange", code="O4", asks=ask.ArrangeVehicle, event="VehicleArranged",
                roles=LOGISTICS | {Role.SALES}, states=PREPARING | RELEASED, judge=rules.may_arrange, act=rules.arrange,
                answers=frozenset({"vehicle"})),
    LOWERING.signing(name="sign_change", event="ChangeSigned", states=NOT_SHIPPED,
                     judge=lowering.may_sign_change, act=lowering.sign_change, terms=True,
                     tells=(Tell(notice="changed", to=EVERYONE_TOLD, money=True),)),
    LOWERING.rejecting(name="reject_change", event="ChangeRejected", states=NOT_SHIPPED, act=lowering.reject_change,
                       tells=(Tell(notice="change_rejected", to=REPORTS_BACK, money=True),)),
    PRICE.signing(name="sign_price", event="PriceSigned", states=PREPARING),
    PRICE.rejecting(name="reject_price", event="PriceRejected", states=PREPARING, act=exceptions.price_refused,
                    tells=(Tell(notice="price_refused", to=REPORTS_BACK, money=True),)),
    CREDIT.signing(name="sign", event="CreditSigned", states=PREPARING,
                   tells=(Tell(notice="signed", to=REPORTS_BACK, money=True, when=lambda _old, new: not new.consented),
                          Tell(notice="signed", to=REPORTS_BACK, money=True, document="stub",
                               when=lambda _old, new: new.consented))),
    CREDIT.rejecting(name="reject", event="CreditRejected", states=PREPARING,
                     tells=(Tell(notice="rejected", to=REPORTS_BACK, money=True),)),
    PRODUCTION.signing(name="carry", event="ProductionCarried", states=PREPARING),
    PRODUCTION.rejecting(name="stop_production", event="ProductionRejected", states=PREPARING,
                         tells=(Tell(notice="production_rejected", to=(*REPORTS_BACK, "production"), money=True),)),
    INSPECTION.signing(name="pass", event="GoodsPassed", states=RELEASED),
    INSPECTION.rejecting(name="not_passed", event="GoodsNotPassed", states=RELEASED, act=exceptions.not_passed,
                         tells=(Tell(notice="not_passed", to=(*REPORTS_BACK, "logistics", "production"), money=True),)),
    *PASSING.steps(withdrawn=(Tell(notice="withdrawn", to=REPORTS_BACK, money=True),)),
    Step[Order](name="issue", code="O3", asks=ask.IssueSlip, event="SlipIssued", roles=SERVICE,
                states=PREPARING, judge=rules.may_issue, act=rules.issue, answers=frozenset({"slip"}),
                tells=(Tell(notice="slip", to=("asker", "creator", "logistics", "finance"), document="slip"),)),
    Step[Order](name="ship", code="O4", asks=ask.ShipGoods, event="GoodsShipped", roles=LOGISTICS,
                states=RELEASED, judge=rules.may_ship, act=rules.ship, answers=frozenset({"ship"}),
                tells=(Tell(notice="shipped", to=REPORTS_BACK), DROPPED)),
    Step[Order](name="arrive", code="O5", asks=ask.ConfirmArrival, event="GoodsArrived", roles=LOGISTICS,
                states=SHIPPED, judge=rules.always, act=rules.arrive, contact="arrival",
                answers=frozenset({"arrival"})),
    Step[Order](name="not_arrived", code="O5", asks=ask.ReportNotArrived, event="ArrivalAwaited",
                roles=LOGISTICS, states=SHIPPED, judge=rules.always, act=rules.not_arrived,
                answers=frozenset({"arrival"})),
    Step[Order](name="inform", code="O5", asks=ask.InformCustomer, event="CustomerInformed", roles=OFFICE,
                states=UNDER_WAY, judge=rules.may_inform, act=rules.inform, contact="arrival",
                answers=frozenset({"inform"})),
    Step[Order](name="receipt", code="O5", asks=ask.RecordReceipt, event="ReceiptReturned", roles=LOGISTICS,
                states=ARRIVED, judge=rules.may_receive_receipt, act=rules.receive_receipt, answers=frozenset({"receipt"})),
    Step[Order](name="cod_confirm", code="O6", asks=ask.RecordCod, event="CodConfirmed", roles=FINANCE,
                states=UNDER_WAY, judge=money.may_confirm_cod, act=money.confirm_cod, answers=frozenset({"cod_confirm"}),
                tells=(Tell(notice="cod_confirmed", to=("creator", "salesperson", "logistics"), money=True),)),
    Step[Order](name="cod_report", code="O6", asks=ask.RecordCod, event="CodReported", roles=LOGISTICS,
                states=UNDER_WAY, judge=money.may_report_cod, act=money.report_cod, answers=frozenset({"cod"})),
    Step[Order](name="freight_confirm", code="O6", asks=ask.RecordFreight, event="FreightConfirmed",
                roles=FINANCE, states=UNDER_WAY, judge=money.may_confirm_freight, act=money.confirm_freight,
                answers=frozenset({"freight_confirm"})),
    Step[Order](name="freight_claim", code="O6", asks=ask.RecordFreight, event="FreightClaimed",
                roles=LOGISTICS, states=UNDER_WAY, judge=money.may_claim_freight, act=money.claim_freight,
                answers=frozenset({"freight"})),
    Step[Order](name="close", code="O6", asks=ask.CloseOrder, event="OrderClosed", roles=OFFICE,
                states=LIVING, judge=rules.may_close, act=rules.close, answers=frozenset({"close"})),
    Step[Order](name="change", code="O9", asks=ask.ChangeOrder, event="OrderChanged", roles=OFFICE,
                states=NOT_SHIPPED, judge=lowering.may_change_alone, act=lowering.change_alone, terms=True,
                tells=(Tell(notice="changed", to=EVERYONE_TOLD, money=True), DROPPED)),
    Step[Order](name="propose_change", code="C5", asks=ask.ChangeOrder, event="ChangeProposed", roles=OFFICE,
                states=NOT_SHIPPED, judge=lowering.may_propose, act=lowering.propose,
                tells=(Tell(notice="change_proposed", to=REPORTS_BACK, money=True),)),
    Step[Order](name="cancel", code="O9", asks=ask.CancelOrder, event="OrderCancelled", roles=OFFICE,
                states=NOT_SHIPPED, judge=exceptions.may_cancel, act=exceptions.cancel, terms=True,
                tells=(Tell(notice="cancelled", to=EVERYONE_TOLD, money=True), DROPPED)),
    Step[Order](name="refund", code="O9", asks=ask.RefundMoney, event="MoneyRefunded", roles=FINANCE,
                states=ANY, judge=exceptions.may_refund, act=exceptions.refund, answers=frozenset({"refund"}),
                tells=(Tell(notice="refunded", to=REPORTS_BACK, money=True),)),
    Step[Order](name="keep_surplus", code="M1", asks=ask.KeepSurplus, event="SurplusKept", roles=FINANCE,
                states=ANY, judge=exceptions.may_keep_surplus, act=money.keep_surplus, answers=frozenset({"refund"}),
                entails=exceptions.surplus),
    Step[Order](name="bounce_money", code="M1", asks=ask.BounceMoney, event="PaymentBounced", roles=FINANCE,
                states=ANY, judge=money.may_bounce, act=money.bounce, terms=True,
                tells=(Tell(notice="taken_back", to=(*EVERYONE_TOLD, "logistics"), money=True),)),
    Step[Order](name="deduct", code="C5", asks=ask.DeductMoney, event="MoneyDeducted", roles=frozenset(),
                states=NOT_CANCELLED, judge=exceptions.may_deduct, act=exceptions.deduct,
                tells=(Tell(notice="deducted", to=(*REPORTS_BACK, "finance", "collector"), money=True),)),
    Step[Order](name="consent", code="A2", asks=ask.ConsentOrder, event="CreditConsented", roles=frozenset(),
                states=PREPARING, judge=exceptions.may_consent, act=exceptions.consent,
                tells=(Tell(notice="consented", to=(*REPORTS_BACK, "finance"), money=True),)),
    Step[Order](name="cover", code="A1", asks=ask.CoverOrder, event="CreditCovered", roles=frozenset(),
                states=PREPARING, judge=exceptions.may_cover, act=exceptions.cover,
                tells=(Tell(notice="covered", to=(*REPORTS_BACK, "finance"), money=True),)),
    Step[Order](name="agree_freight", code="A4", asks=ask.AgreeFreight, event="FreightAgreed", roles=frozenset(),
                states=LIVING, judge=exceptions.may_agree_freight, act=exceptions.agree_freight,
                tells=(Tell(notice="freight_agreed", to=(*REPORTS_BACK, "logistics", "finance"), money=True),)),
    Step[Order](name="let_off", code="M4", asks=ask.LetOff, event="MoneyLetOff", roles=frozenset(),
                states=NOT_CANCELLED, judge=exceptions.may_let_off, act=exceptions.let_off_signed,
                tells=(Tell(notice="let_off", to=(*REPORTS_BACK, "finance"), money=True),)),
    Step[Order](name="move_due", code="M4", asks=ask.MoveDue, event="DueDayMoved", roles=frozenset(),
                states=NOT_CANCELLED, judge=exceptions.may_move_due, act=exceptions.move_due,
                tells=(Tell(notice="due_moved", to=(*REPORTS_BACK, "finance"), money=True),)),
    Step[Order](name="hold", code="M6", asks=ask.HoldDelivery, event="DeliveryStopped", roles=frozenset(), clock=True,
                states=NOT_SHIPPED, judge=rules.may_hold, act=rules.hold),
    Step[Order](name="let_go", code="M6", asks=ask.LetDeliver, event="DeliveryFreed", roles=frozenset(), clock=True,
                states=ANY, judge=rules.may_let, act=rules.let_go),
    Step[Order](name="credit", code="R1", asks=ask.CreditReturn, event="ReturnCredited", roles=frozenset(),
                states=NOT_CANCELLED, judge=exceptions.may_credit, act=exceptions.credit),
    Step[Order](name="assign", code="M1", asks=ask.AssignMoney, event="MoneyAssigned", roles=frozenset(),
                states=NOT_CANCELLED, judge=money.may_assign, act=money.assign, answers=frozenset({"payment"}),
                tells=(Tell(notice="paid", to=REPORTS_BACK, money=True),)),
    Step[Order](name="unassign", code="M1", asks=ask.UnassignMoney, event="MoneyTakenBack", roles=frozenset(),
                states=ANY, judge=rules.always, act=money.unassign, terms=True,
                tells=(Tell(notice="taken_back", to=(*EVERYONE_TOLD, "logistics"), money=True),)),
    Step[Order](name="problem", code="O8", asks=ask.ReportProblem, event="ProblemReported", roles=CONCERNED,
                states=NOT_CANCELLED, judge=rules.always, act=exceptions.report_problem,
                tells=(Tell(notice="problem", to=(*REPORTS_BACK, "logistics", "production"), money=True),)),
    Step[Order](name="resolve", code="O8", asks=ask.ResolveProblem, event="ProblemResolved", roles=CONCERNED,
                states=NOT_CANCELLED, judge=exceptions.may_resolve, act=exceptions.resolve_problem, answers=frozenset({"problem"}),
                tells=(Tell(notice="resolved", to=(*REPORTS_BACK, "logistics", "production"), money=True),)),
    Step[Order](name="urge", code="O2", asks=ask.UrgeOrder, event="OrderUrged", roles=OFFICE | LOGISTICS,
                states=NOT_CANCELLED, judge=rules.may_urge, act=urge, undoable=False,
                tells=(Tell(notice="urged", to=("holders",)),)),
    Step[Order](name="attach", code="O2", asks=ask.AttachProof, event="ProofAttached",
                roles=INTAKE | FINANCE | LOGISTICS, states=NOT_CANCELLED, judge=rules.always, act=rules.attach, undoable=False,
                tells=(Tell(notice="proof", to=("finance",), money=True),)),
    Step[Order](name="picture", code="O2", asks=ask.AttachPicture, event="PictureKept", roles=CONCERNED,
                states=ANY, judge=rules.always, act=rules.keep, undoable=False),
)  # fmt: skip

STEPS: Mapping[str, Step[Order]] = {step.name: step for step in _TABLE}
