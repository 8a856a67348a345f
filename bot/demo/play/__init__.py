"""An example day of orders, and a month of an account customer: played on the real application, printed as a conversation, checked as it goes."""

from bot.demo.play.player import Done, play, play_day
from bot.demo.play.script import DAYS, LANGUAGES, Script, load_script

__all__ = ["DAYS", "LANGUAGES", "Done", "Script", "load_script", "play", "play_day"]
