"""The drafter that asks a model: shows it the evidence, checks each statement of its answer, and has it mend once."""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from bot.domain.catchup import CatchUp
from bot.domain.draft import Draft
from bot.domain.model_call import ModelCall
from bot.drafting import extractive
from bot.drafting.asking import ask
from bot.drafting.assembly import assembled, noted
from bot.drafting.claude import Claude, Request
from bot.drafting.drafter import Brief, Ledger
from bot.drafting.reply_checks import Checked, Checker
from bot.drafting.selection import selected
from bot.errors import ModelTrouble
from bot.settings import ModelAccount
from prompts import library, shapes
from prompts.fence import Shown, shown
from prompts.library import Prompt
from prompts.reply import Fault, UnreadableReply, read

log = logging.getLogger(__name__)

POSTMORTEM, CATCH_UP = ("postmortem", "v1"), ("catchup", "v1")
_FAULTS_TOLD, _ANSWER_TOLD = 40, 100_000


@dataclass(frozen=True)
class _Work:
    """One document to be asked for. `needed` are the sections of which at least one must hold something."""

    brief: Brief
    prompt: Prompt
    schema: Mapping[str, Any]
    sections: Sequence[str]
    needed: Sequence[str]
    base: Draft
    shown: Shown
    task: str

    @property
    def request(self) -> Request:
        return Request(self.prompt.system, self.shown.text, self.task, self.schema)


class ClaudeDrafter:
    """Drafts by asking a model. Nothing it returns rests on the model's word alone."""

    def __init__(self, account: ModelAccount, ledger: Ledger | None = None) -> None:
        self._model = Claude(account)
        self._ledger = ledger
        self._secret = secrets.token_bytes(16)

    async def write(self, brief: Brief) -> Draft:
        """The post-mortem. Raises ModelTrouble."""
        work = await asyncio.to_thread(self._work, brief, POSTMORTEM, shapes.POSTMORTEM, ("timeline",))
        checked = await self._checked(work)
        return await asyncio.to_thread(
            assembled,
            checked,
            work.base,
            brief.evidence,
            brief.incident,
            drafter=self._name,
            note=noted(checked, work.shown),
        )

    async def catch_up(self, brief: Brief) -> CatchUp:
        """Where the incident stands. Raises ModelTrouble."""
        needed = ("wrong", "tried", "changed")
        work = await asyncio.to_thread(self._work, brief, CATCH_UP, shapes.CATCH_UP, needed)
        checked = await self._checked(work)
        parts: dict[str, Any] = dict(checked.claims)
        if brief.since is None:
            parts["changed"] = ()
        seen = work.shown
        some = f", shown {len(seen.items):,} of {len(seen.items) + seen.left_out:,} messages" if seen.left_out else ""
        return CatchUp(**parts, since=brief.since, drafter=self._name + some).supported(brief.evidence)

    async def close(self) -> None:
        await self._model.close()

    @property
    def _name(self) -> str:
        return f"{self._model.account.model} (checked)"

    def _work(self, brief: Brief, purpose: tuple[str, str], schema: Mapping[str, Any], needed: Sequence[str]) -> _Work:
        prompt = library.load(*purpose)
        base = extractive.write(brief.evidence, brief.incident)
        chosen = selected(brief.evidence, base, self._model.account.most_input)
        # The code of the markers: the same for a channel while this process lives, so that a server may keep the prompt.
        code = hashlib.blake2s(brief.evidence.channel_name.encode(), key=self._secret, digest_size=8).hexdigest()
        seen = shown(brief.evidence, chosen.items, brief.incident, code, left_out=chosen.left_out)
        task = prompt.task.substitute(extent=_extent(seen), window=_window(brief, seen))
        return _Work(brief, prompt, schema, shapes.SECTIONS[purpose[0]], needed, base, seen, task)

    async def _checked(self, work: _Work) -> Checked:
        """What stands of the first answer, or of the second where the first had faults. Raises ModelTrouble."""
        request = work.request
        answer = await self._ask(work, request)
        first, faults = await asyncio.to_thread(_checks, work, answer, False)
        if first and not faults:
            return first
        log.info("The model's answer has %d faults; asking once more", len(faults))
        told = "\n".join(str(fault) for fault in faults[:_FAULTS_TOLD])
        again = replace(request, exchanges=((answer[:_ANSWER_TOLD], work.prompt.mend.substitute(faults=told)),))
        answers = [answer]
        try:
            answers.insert(0, await self._ask(work, again))
        except ModelTrouble:
            if first is None:
                raise
        readable = [each for text in answers if (each := (await asyncio.to_thread(_checks, work, text, True))[0])]
        usable = [each for each in readable if each.usable(work.needed)]
        if not readable:
            raise ModelTrouble("The model's answer could not be read.", "unreadable")
        if not usable:
            raise ModelTrouble("The model's answer did not hold up against the messages.", "unusable")
        return min(usable, key=lambda each: each.dropped)

    async def _ask(self, work: _Work, request: Request) -> str:
        brief = work.brief
        call = ModelCall(
            team=brief.team,
            incident=brief.incident.id if brief.incident else None,
            purpose=work.prompt.version.partition("/")[0],
            model=self._model.account.model,
            prompt=work.prompt.version,
        )
        return (await ask(self._model, self._ledger, call, request)).text


def _checks(work: _Work, answer: str, forgiving: bool) -> tuple[Checked | None, Sequence[Fault]]:
    """What stands of an answer, and its faults; nothing where it cannot be read."""
    try:
        reply = read(answer, work.sections)
    except UnreadableReply as reason:
        return None, [Fault("the answer", f"{reason}")]
    checked = Checker(work.shown, work.brief.evidence, work.brief.since, forgiving=forgiving).check(reply)
    faults = list(checked.faults)
    if not any(checked.claims.get(section) for section in work.needed):
        faults.append(Fault(" and ".join(work.needed), "holds nothing"))
    return checked, faults


def _extent(seen: Shown) -> str:
    if not seen.left_out:
        return f"The channel holds {len(seen.items)} messages; all of them are shown."
    total = len(seen.items) + seen.left_out
    return (
        f"The channel holds {total} messages; {len(seen.items)} are shown, chosen by rules. Lines in brackets at the "
        "margin say where others are left out and how many: do not take such a gap for silence."
    )


def _window(brief: Brief, seen: Shown) -> str:
    if brief.since is None:
        return "There is no window this time: leave `changed` empty."
    at = f"{brief.since.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    fresh = next((name for name, item in seen.items.items() if item.at >= brief.since), None)
    if fresh is None:
        return f"The window of `changed` begins at {at}; nothing was said since, so leave it empty."
    return f"The window of `changed` begins at {at}: only messages from {fresh} on belong to it."
