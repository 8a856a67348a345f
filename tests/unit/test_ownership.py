"""Whose a customer's cases are."""

import pytest

from store.company import Role
from store.customers.ownership import sees_all
from store.people.actor import Actor


@pytest.mark.parametrize(
    ("roles", "whole"),
    [
        ({Role.SALES}, False),
        ({Role.LAND_LEASE}, False),
        ({Role.SALES, Role.LAND_LEASE}, False),
        (set(), False),
        ({Role.SERVICE}, True),
        ({Role.LAND_LEASE, Role.SALES_LEAD}, True),
    ],
)
def test_who_sells_and_does_nothing_else_sees_their_own_customers_cases(
    roles: set[Role], whole: bool
) -> None:
    actor = Actor(member_id=1, name="何梅", roles=frozenset(roles))
    assert sees_all(actor) is whole
