"""The words of commands, labels, values, buttons and states: read by the grammar, written by the templates."""

from bot.wording.vocabulary.file import VocabularyError
from bot.wording.vocabulary.words import LANGUAGES, Vocabulary, load_vocabulary

__all__ = ["LANGUAGES", "Vocabulary", "VocabularyError", "load_vocabulary"]
