"""From what people type to typed requests: commands, words, labelled lines, replies, captions, answers."""

from bot.grammar.chat import CommandSpec
from bot.grammar.commands import COMMANDS
from bot.grammar.grammar import Grammar
from bot.grammar.reading import KINDS, About, LookUp, Mistake, NamedByCustomer, NamedBySlip, OrderBlank

__all__ = [
    "COMMANDS",
    "KINDS",
    "About",
    "CommandSpec",
    "Grammar",
    "LookUp",
    "Mistake",
    "NamedByCustomer",
    "NamedBySlip",
    "OrderBlank",
]
