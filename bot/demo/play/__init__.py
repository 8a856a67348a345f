"""An example day of orders: played on the real application, printed as a conversation, checked as it goes."""

from bot.demo.play.player import Done, play, play_day
from bot.demo.play.script import LANGUAGES, Script, load_script

__all__ = ["LANGUAGES", "Done", "Script", "load_script", "play", "play_day"]
