"""Figures beyond what is kept are named, on both databases alike."""

from sqlmodel import select

from store.orders.model import OrderRow
from tests.integration.test_inbox import FIRST, ORDER, bring, outcomes, rows, said
from tests.office import Office


async def test_a_number_beyond_all_bounds_is_no_order(office: Office) -> None:
    for at, number in enumerate([2**31, 2**53, 2**63, 2**64, 10**30]):
        await bring(office, said(FIRST + at, f"/show {number}"), said(FIRST + 100 + at, f"/close #{number}"))
    assert set((await outcomes(office)).values()) == {"done"}


async def test_a_figure_with_two_commas_is_no_figure(office: Office) -> None:
    await office.say("王芳", ORDER)
    await bring(office, said(FIRST, "/paid 1 1,,5", by=1003), said(FIRST + 1, "/paid 1 1 ,5", by=1003))
    assert set((await outcomes(office)).values()) == {"done"}
    (row,) = await rows(office, select(OrderRow))
    assert row.received == 0
