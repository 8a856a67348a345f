"""The engine: take(), and what follows from a step: history, tasks, notices, undo. It imports no area."""
