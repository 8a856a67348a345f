"""What went wrong, as people who run a bot read it."""

from socket import gaierror

from bot.wording.vocabulary import VocabularyError


def one_line(error: BaseException) -> list[str]:
    """What is wrong, a line for each thing: our own errors say it, of others the heart is taken."""
    if isinstance(error, VocabularyError):
        return [f"vocabulary.toml: {finding}" for finding in error.findings]
    home = type(error).__module__.partition(".")[0]
    if home in ("bot", "store") and not isinstance(error, ConnectionError):
        return str(error).splitlines()
    cause = getattr(error, "orig", None) or error
    said = " ".join(str(cause).split()) or type(cause).__name__
    if home in ("sqlalchemy", "asyncpg", "psycopg", "sqlite3"):
        said = said.removeprefix(f"{type(cause)}: ")
        return [f"database: {said}"]
    if home == "alembic":
        return [f"database: made by another version of Gendan ({said})"]
    if isinstance(error, TimeoutError):
        return [f"no answer in time{f': {said}' if said != 'TimeoutError' else ''}"]
    if isinstance(error, ConnectionError | gaierror) or (isinstance(error, OSError) and error.errno is None):
        return [f"database: can't be reached ({said})"]  # Telegram's library has errors of its own
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return [f"{place}{error.strerror or said}"]
    return [f"{type(error).__name__}: {said}; --debug shows where"]
