"""/metrics and /healthz of the running bot, as an operator reads them."""

from datetime import timedelta

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.acceptance.scenes import ORDER
from tests.office import DESK, Office


async def figures(office: Office) -> dict[str, float]:
    """By name, with the labels' values behind it."""
    assert office.app is not None
    async with httpx.AsyncClient(trust_env=False) as client:
        page = (await client.get(f"http://127.0.0.1:{office.app.port}/metrics")).text
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


async def test_an_operator_sees_updates_steps_deliveries_and_how_old_tasks_are(office: Office) -> None:
    await office.say("王芳", ORDER, to=DESK)
    await office.say("王芳", "/slip 1")
    office.clock.advance(timedelta(hours=2))
    await office.app.ticker.tick()  # type: ignore[union-attr]
    await office.settled()
    seen = await figures(office)
    assert seen["gendan_updates_total done"] == 2
    assert seen["gendan_steps_total orders place"] == 1
    assert seen["gendan_refusals_total gate"] == 1
    assert seen["gendan_deliveries_total orders/card delivered"] >= 1
    assert (seen["gendan_open_tasks finance"], seen["gendan_late_tasks finance"]) == (1, 1)
    assert seen["gendan_oldest_task_seconds finance"] == 7200
    assert (seen["gendan_healthy store"], seen["gendan_healthy telegram"]) == (1, 1)
    assert seen["gendan_waiting_messages"] == seen["gendan_undelivered"] == 0


async def test_what_telegram_refuses_for_being_too_much_is_counted_by_room(office: Office) -> None:
    await office.chat.fault("retry_after", method="sendMessage", chat_id=DESK, retry_after=1)
    await office.say("王芳", ORDER, to=DESK)
    seen = await figures(office)
    assert seen["gendan_limited_total group"] == 1
    assert seen["gendan_deliveries_total orders/card later"] == 1
