from datetime import UTC, datetime, timedelta

from bot.sandbox.pictures import picture_size, picture_type, small_picture
from bot.sandbox.updates import UpdateQueue
from store.hours.clock import FrozenClock


def queue():
    clock = FrozenClock(datetime(2026, 11, 27, 9, tzinfo=UTC))
    return UpdateQueue(clock), clock


def kinds(updates):
    return [update.kind for update in updates]


def test_presses_are_dropped_after_150_seconds_and_messages_after_a_day():
    updates, clock = queue()
    updates.put("callback_query", {}, "user 1")
    updates.put("message", {}, "chat 1")
    clock.advance(timedelta(seconds=150))
    assert kinds(updates.waiting()) == ["callback_query", "message"]
    clock.advance(timedelta(seconds=1))
    assert kinds(updates.waiting()) == ["message"]
    clock.advance(timedelta(hours=24))
    assert updates.waiting() == []
    assert kinds(updates.expired) == ["callback_query", "message"]


def test_an_offset_confirms_what_is_below_it():
    updates, _ = queue()
    first, second, third = (updates.put("message", {}, "chat 1") for _ in range(3))
    updates.confirm(second.update_id)
    assert updates.waiting() == [second, third]
    updates.confirm(third.update_id + 1)
    assert updates.waiting() == []
    assert first.as_json() == {"update_id": first.update_id, "message": {}}


def test_a_negative_offset_keeps_only_the_latest():
    updates, _ = queue()
    *_, last = (updates.put("message", {}, "chat 1") for _ in range(3))
    updates.confirm(-1)
    assert updates.waiting() == [last]


def test_only_the_kinds_asked_for_are_kept():
    updates, _ = queue()
    assert updates.put("chat_member", {}, "chat 1") is None
    updates.allow(["message", "chat_member"])
    assert updates.put("edited_message", {}, "chat 1") is None
    assert updates.put("chat_member", {}, "chat 1") is not None
    updates.allow([])
    assert updates.put("edited_message", {}, "chat 1") is not None


def test_a_picture_tells_its_size():
    assert picture_size(small_picture(30, 40)) == (30, 40)
    assert picture_type(small_picture()) == "image/png"
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x20\x00\x10" + b"\0" * 20
    assert picture_size(jpeg) == (16, 32)
    assert picture_size(b"GIF89a\x05\x00\x06\x00") == (5, 6)
    assert picture_size(b"%PDF") is None
