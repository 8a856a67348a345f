"""The table of commands. To add one: its words in vocabulary.toml, a reader, a row here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.grammar import calendar, cases, changes, complaints, members, orders, reports, returns
from bot.grammar.calendar import MEETING
from bot.grammar.cases import CANCEL, REJECT, SIGN, URGE, Models
from bot.grammar.fields import (
    CARRIED,
    CAUSE,
    CHANGE,
    COMPLAIN,
    FOUND,
    ORDER,
    REMEDY,
    RETURN,
    SHIP,
    VEHICLE,
)
from bot.grammar.labels import Labels
from bot.grammar.reading import ComplaintBlank, OrderBlank, Reading, ReturnBlank
from store.calendar.requests import (
    CallMeeting,
    CallOff,
    FinishEntry,
    FinishShare,
    MoveMeeting,
    SendCalendarFile,
    ShowAgenda,
    ShowCalendar,
    ShowMeetings,
    WriteMinutes,
)
from store.complaints import requests as complaint
from store.drafts.requests import SendBlankWorkbook, StartDraft
from store.exports import GetExport
from store.members.requests import (
    AskLines,
    AskSwap,
    ComeBack,
    EndDuty,
    GoAway,
    Help,
    Join,
    LeaveQuestion,
    ListMembers,
    ListUndelivered,
    SetDuty,
    SetLanguage,
    SetMorning,
    SetRoles,
    SetRoom,
    ShowAway,
    ShowDuty,
    ShowRoles,
    ShowRoom,
    Start,
)
from store.orders import requests as ask
from store.phrases.requests import ListWords
from store.reports.requests import ShowReport
from store.requests import Area, ListTasks, Request, ShowCase, ShowHistory, UndoStep
from store.returns.requests import AskReturn, CheckReturn, ConfirmReturn, CountReturn

AREAS = (Area.ORDERS, Area.COMPLAINTS, Area.RETURNS, Area.CALENDAR)
"""Whose cases people can name: an area comes here once it has commands."""

Argument = Literal["", "figure", "waybill", "text", "words"]


@dataclass(frozen=True, kw_only=True)
class CommandSpec:
    read: Callable[[Reading], Request]
    requests: tuple[type[Request], ...]
    """All that the reader may answer with."""
    areas: tuple[Area, ...] = ()
    """Whose cases the command names; none if it takes no reference."""
    alone: bool = False
    """It has a meaning of its own without a reference, in a reply too."""
    argument: Argument = ""
    """What follows, where it could be taken for a reference, or for mere talk."""
    labels: Labels | None = None
    reason: bool = False
    """It ends in a reason, which may end in any word."""


def _order(
    read: Callable[[Reading], Request],
    *requests: type[Request],
    alone: bool = False,
    argument: Argument = "",
    labels: Labels | None = None,
    reason: bool = False,
) -> CommandSpec:
    return CommandSpec(
        read=read,
        requests=requests,
        areas=(Area.ORDERS,),
        alone=alone,
        argument=argument,
        labels=labels,
        reason=reason,
    )


def _case(read: Callable[[Reading], Request], *requests: type[Request]) -> CommandSpec:
    """A command that takes a case of any area."""
    return CommandSpec(read=read, requests=requests, areas=AREAS)


def _by_area(
    read: Callable[[Reading], Request],
    models: Models,
    *requests: type[Request],
    alone: bool = False,
    argument: Argument = "",
    reason: bool = False,
) -> CommandSpec:
    """A command that cases of several areas take, each with a request of its own."""
    return CommandSpec(
        read=read,
        requests=(*models.values(), *requests),
        areas=tuple(models),
        alone=alone,
        argument=argument,
        reason=reason,
    )


def _return(
    read: Callable[[Reading], Request], request: type[Request], *, labels: Labels | None = None
) -> CommandSpec:
    return CommandSpec(read=read, requests=(request,), areas=(Area.RETURNS,), labels=labels)


def _complaint(
    read: Callable[[Reading], Request],
    request: type[Request],
    *,
    argument: Argument = "text",
    labels: Labels | None = None,
) -> CommandSpec:
    return CommandSpec(
        read=read,
        requests=(request,),
        areas=(Area.COMPLAINTS,),
        argument=argument,
        labels=labels,
        reason=argument == "text",
    )


COMMANDS: Mapping[str, CommandSpec] = {
    "order": CommandSpec(
        read=orders.order,
        requests=(ask.PlaceOrder, OrderBlank, StartDraft, SendBlankWorkbook),
        labels=ORDER,
    ),
    "stock": _order(orders.stock, ask.ReportReady, ask.ReportShort, reason=True),
    "paid": _order(orders.paid, ask.RecordPayment, ask.ReportNoPayment, argument="figure"),
    "vehicle": _order(orders.vehicle, ask.ArrangeVehicle, labels=VEHICLE),
    "slip": _order(orders.slip, ask.IssueSlip),
    "ship": _order(orders.ship, ask.ShipGoods, argument="waybill", labels=SHIP),
    "arrive": _order(orders.arrive, ask.ConfirmArrival),
    "inform": _order(orders.inform, ask.InformCustomer),
    "receipt": _order(orders.receipt, ask.RecordReceipt),
    "cod": _order(orders.cod, ask.RecordCod, ask.ListCodHeld, alone=True, argument="figure"),
    "freight": _order(orders.freight, ask.RecordFreight, argument="figure"),
    "close": _order(orders.close, ask.CloseOrder),
    "change": _order(changes.change, ask.ChangeOrder, labels=CHANGE),
    "cancel": _by_area(cases.cancel, CANCEL, LeaveQuestion, alone=True, argument="text", reason=True),
    "refund": _order(changes.refund, ask.RefundMoney, argument="figure"),
    "produce": _order(changes.produce, ask.OrderProduction),
    "material": _order(changes.material, ask.ReportMaterial, reason=True),
    "promise": _order(changes.promise, ask.PromiseDate),
    "problem": _order(changes.problem, ask.ReportProblem, argument="text", reason=True),
    "resolve": _order(changes.resolve, ask.ResolveProblem, argument="text", reason=True),
    "sign": _by_area(cases.sign, SIGN),
    "reject": _by_area(cases.reject, REJECT, argument="text", reason=True),
    "return": _order(returns.return_, AskReturn, ReturnBlank, argument="text", labels=RETURN),
    "checked": _return(returns.checked, CheckReturn, labels=FOUND),
    "count": _return(returns.count, CountReturn, labels=FOUND),
    "confirm": _return(returns.confirm, ConfirmReturn),
    "complain": _order(
        complaints.complain,
        complaint.TakeComplaint,
        ComplaintBlank,
        AskLines,
        argument="text",
        labels=COMPLAIN,
        reason=True,
    ),
    "takeup": _complaint(complaints.takeup, complaint.TakeUp, argument=""),
    "cause": _complaint(complaints.cause, complaint.FindCause, labels=CAUSE),
    "remedy": _complaint(complaints.remedy, complaint.ProposeRemedy, labels=REMEDY),
    "verify": _complaint(complaints.verify, complaint.VerifyClaim, argument=""),
    "opinion": _complaint(complaints.opinion, complaint.GiveOpinion),
    "carried": _complaint(complaints.carried, complaint.CarryOut, labels=CARRIED),
    "asked": _complaint(complaints.asked, complaint.AskCustomer),
    "heard": _complaint(complaints.heard, complaint.HearCustomer),
    "answer": _complaint(complaints.answer, complaint.RecordAnswer, argument="figure"),
    "lesson": _complaint(complaints.lesson, complaint.RecordLesson),
    "reopen": _complaint(complaints.reopen, complaint.ReopenComplaint),
    "undo": _case(changes.undo, UndoStep),
    "urge": _by_area(cases.urge, URGE),
    "show": _case(orders.show, ShowCase),
    "history": _case(orders.history, ShowHistory),
    "orders": CommandSpec(read=orders.orders, requests=(ask.ListOrders, ShowCase), argument="words"),
    "tasks": CommandSpec(read=orders.tasks, requests=(ListTasks,)),
    "report": CommandSpec(read=reports.report, requests=(ShowReport,)),
    "export": CommandSpec(read=reports.export, requests=(GetExport,)),
    "away": CommandSpec(read=members.away, requests=(GoAway, ComeBack, ShowAway)),
    "back": CommandSpec(read=members.back, requests=(ComeBack,)),
    "calendar": CommandSpec(read=calendar.show, requests=(ShowCalendar, SendCalendarFile), argument="words"),
    "done": CommandSpec(
        read=calendar.done,
        requests=(FinishEntry, FinishShare),
        areas=(Area.CALENDAR,),
        argument="text",
    ),
    "meeting": CommandSpec(
        read=calendar.meeting,
        requests=(CallMeeting, MoveMeeting, CallOff, ShowAgenda, ShowMeetings),
        areas=(Area.CALENDAR,),
        alone=True,
        argument="text",
        labels=MEETING,
    ),
    "minutes": CommandSpec(
        read=calendar.minutes,
        requests=(WriteMinutes,),
        areas=(Area.CALENDAR,),
        argument="text",
        reason=True,
    ),
    "duty": CommandSpec(read=members.duty, requests=(ShowDuty, SetDuty, EndDuty, AskSwap), argument="words"),
    "join": CommandSpec(read=members.join, requests=(Join,)),
    "members": CommandSpec(read=members.members, requests=(ListMembers,)),
    "role": CommandSpec(read=members.role, requests=(ShowRoles, SetRoles)),
    "room": CommandSpec(read=members.room, requests=(ShowRoom, SetRoom)),
    "undelivered": CommandSpec(read=members.undelivered, requests=(ListUndelivered,)),
    "words": CommandSpec(read=members.words, requests=(ListWords,)),
    "language": CommandSpec(read=members.language, requests=(SetLanguage,)),
    "morning": CommandSpec(read=members.morning, requests=(SetMorning,)),
    "help": CommandSpec(read=members.help_, requests=(Help,)),
    "start": CommandSpec(read=members.start, requests=(Start, Join)),
}
