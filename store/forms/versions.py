"""Definitions as forms were made by them: each kept whole when it is first used, and read once in a process."""

from collections.abc import Mapping

from store.forms.consequences import CARRIED_OUT
from store.forms.definition import FormDefinition
from store.forms.model import FormVersion
from store.process.unit import Unit

_read: dict[str, FormDefinition] = {}
"""By hash: what a hash names never changes."""


def offered(unit: Unit) -> Mapping[str, FormDefinition]:
    """The kinds that may be started now: those of which everything that follows can be brought about."""
    kinds: Mapping[str, FormDefinition] = unit.forms
    return {
        kind: one for kind, one in kinds.items() if all(effect.do in CARRIED_OUT for effect in one.effects)
    }


async def used(unit: Unit, definition: FormDefinition) -> str:
    """Its hash, under which it is kept from now on."""
    name = definition.content_hash
    if await unit.session.get(FormVersion, name) is None:
        said = definition.model_dump(mode="json", exclude_defaults=True)
        unit.session.add(
            FormVersion(hash=name, kind=definition.kind, definition=said, first_used_at=unit.now)
        )
        await unit.session.flush()
    return name


async def definition_of(unit: Unit, name: str) -> FormDefinition:
    if name not in _read:
        row = await unit.session.get_one(FormVersion, name)
        _read[name] = FormDefinition.model_validate(row.definition)
    return _read[name]
