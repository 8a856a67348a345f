from bot.sandbox.limits import LimitCounter, Limits, is_counted


class Seconds:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def counter(**figures):
    seconds = Seconds()
    return LimitCounter(Limits(**figures), monotonic=seconds), seconds


def test_a_group_takes_twenty_calls_in_any_minute_edits_included():
    limits, seconds = counter()
    for number in range(20):
        assert limits.check("editMessageText" if number % 2 else "sendMessage", -1) == 0
        seconds.now += 1
    assert limits.check("sendMessage", -1) == 40
    assert limits.check("sendMessage", -2) == 0
    seconds.now += 40
    assert limits.check("sendMessage", -1) == 0
    assert limits.check("sendMessage", -1) == 1


def test_a_private_chat_takes_a_burst_and_then_one_a_second():
    limits, seconds = counter()
    assert [limits.check("sendMessage", 7) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    seconds.now += 1
    assert [limits.check("sendMessage", 7) for _ in range(2)] == [0, 1]
    seconds.now += 100
    assert [limits.check("sendMessage", 7) for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_all_chats_together_take_thirty_a_second():
    limits, seconds = counter()
    assert [limits.check("sendMessage", 100 + chat) for chat in range(31)] == [0] * 30 + [1]
    seconds.now += 1
    assert limits.check("sendMessage", 100) == 0


def test_refused_calls_do_not_prolong_the_wait():
    limits, seconds = counter(group=2)
    limits.check("sendMessage", -1)
    limits.check("sendMessage", -1)
    seconds.now += 59
    assert [limits.check("sendMessage", -1) for _ in range(5)] == [1] * 5
    seconds.now += 1
    assert limits.check("sendMessage", -1) == 0


def test_toasts_and_questions_are_free():
    assert not any(
        map(is_counted, ("answerCallbackQuery", "getChat", "sendChatAction", "getUpdates", "setMyCommands"))
    )
    assert all(
        map(
            is_counted,
            ("sendMessage", "sendDocument", "editMessageCaption", "deleteMessage", "pinChatMessage"),
        )
    )


def test_calls_and_refusals_are_counted_even_when_limits_are_off():
    limits, _ = counter(group=1)
    assert [limits.check("sendMessage", -1), limits.check("sendMessage", -1)] == [0, 60]
    limits.enabled = False
    assert limits.check("sendMessage", -1) == 0
    assert limits.calls[-1, "sendMessage"] == 2
    assert limits.refused[-1] == 1
