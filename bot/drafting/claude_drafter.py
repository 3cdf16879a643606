"""The drafter that asks a model: shows it the evidence, checks each statement of its answer, and has it mend once."""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import partial
from typing import Any, Literal

from bot.domain.catchup import CatchUp
from bot.domain.clock import Clock, system_clock
from bot.domain.draft import Draft
from bot.domain.model_call import ModelCall, Spent
from bot.drafting import extractive
from bot.drafting.asking import ask
from bot.drafting.assembly import assembled, noted
from bot.drafting.claude import Answer, Block, Claude, Request
from bot.drafting.drafter import Brief, Ledger
from bot.drafting.masking import without_secrets
from bot.drafting.remembered import ByRules, Remembered, Told
from bot.drafting.reply_checks import Checked, Checker
from bot.errors import ModelTrouble
from bot.masking.masked import Masked
from bot.model_settings import ModelAccount
from prompts import library, shapes
from prompts.fence import Shown
from prompts.library import Prompt
from prompts.reply import Fault, UnreadableReply, read

log = logging.getLogger(__name__)

POSTMORTEM, CATCH_UP = ("postmortem", "v3"), ("catchup", "v2")
_FAULTS_TOLD, _ANSWER_TOLD = 40, 100_000
_REPLACED = (
    " Words such as [secret:password] or [e-mail-5c01d2] stand where something was taken out before you were shown it: copy "
    "them as they are, or do without them."
)


@dataclass(frozen=True)
class _Work:
    """One document to be asked for. `needed` are the sections of which at least one must hold something."""

    brief: Brief
    model: Claude
    prompt: Prompt
    needed: Sequence[str]
    told: Told
    task: str

    @property
    def shown(self) -> Shown:
        return self.told.shown

    @property
    def purpose(self) -> str:
        return self.prompt.version.partition("/")[0]

    @property
    def request(self) -> Request:
        # Catch-ups write for an hour, since the next one comes before it is over (see bot.drafting.remembered). A draft is
        # followed by its own mending at most, within minutes; what stood in the catch-ups before it is read all the same.
        catches_up = self.purpose == CATCH_UP[0]
        kept: dict[int, Literal["1h", "5m"]] = {self.told.stable: "1h" if catches_up else "5m"}
        if self.told.earlier:
            kept[self.told.earlier] = "1h"
        blocks = (Block(text, kept.get(number, "")) for number, text in enumerate(self.shown.blocks, 1))
        return Request(self.prompt.system, tuple(blocks), self.task, shapes.ANSWER)


class ClaudeDrafter:
    """Drafts by asking a model. Nothing it returns rests on the model's word alone."""

    asks_model = True

    def __init__(self, account: ModelAccount, ledger: Ledger | None = None, clock: Clock = system_clock) -> None:
        self._model = Claude(account)
        self._for_catch_ups = Claude(account.for_catch_ups) if account.catch_up_model else self._model
        self._ledger = ledger
        self._remembered = Remembered(account.most_input, clock)
        self._secret = secrets.token_bytes(16)

    async def write(self, brief: Brief) -> Draft:
        """The post-mortem. Raises ModelTrouble."""
        brief = await asyncio.to_thread(without_secrets, brief)
        base = await asyncio.to_thread(extractive.write, brief.evidence, brief.incident)
        work = await asyncio.to_thread(self._work, brief, POSTMORTEM, ("timeline",), lambda: base)
        checked, spent = await self._checked(work)
        draft = await asyncio.to_thread(
            assembled,
            checked,
            base,
            brief.evidence,
            brief.incident,
            drafter=_name(work),
            note=noted(checked, work.shown),
        )
        return replace(draft, spent=spent)

    async def catch_up(self, brief: Brief) -> CatchUp:
        """Where the incident stands. Raises ModelTrouble."""
        brief = await asyncio.to_thread(without_secrets, brief)
        by_rules = partial(extractive.write, brief.evidence, brief.incident)
        work = await asyncio.to_thread(self._work, brief, CATCH_UP, ("wrong", "tried", "changed"), by_rules)
        checked, _ = await self._checked(work)
        parts: dict[str, Any] = dict(checked.claims)
        if brief.since is None:
            parts["changed"] = ()
        seen = work.shown
        some = f", shown {len(seen.items):,} of {len(seen.items) + seen.left_out:,} messages" if seen.left_out else ""
        return CatchUp(**parts, since=brief.since, drafter=_name(work) + some).supported(brief.evidence)

    def request(self, brief: Brief) -> Request:
        """What would be sent first for a post-mortem. Nothing is sent."""
        brief = without_secrets(brief)
        by_rules = partial(extractive.write, brief.evidence, brief.incident)
        return self._work(brief, POSTMORTEM, ("timeline",), by_rules).request

    async def close(self) -> None:
        await self._model.close()
        await self._for_catch_ups.close()

    def _work(self, brief: Brief, purpose: tuple[str, str], needed: Sequence[str], by_rules: ByRules) -> _Work:
        prompt = library.load(*purpose)
        # The code of the markers: the same for an incident while this process lives, so that a server may keep the prompt.
        subject = f"{brief.team} {brief.incident.id if brief.incident else brief.evidence.channel_name}"
        code = hashlib.blake2s(subject.encode(), key=self._secret, digest_size=8).hexdigest()
        catches_up = purpose == CATCH_UP
        model = self._for_catch_ups if catches_up else self._model
        tell = self._remembered.catch_up if catches_up else self._remembered.draft
        told = tell(brief, by_rules, model.account.model, code)
        extent = _extent(told.shown) + (
            _REPLACED if isinstance(brief.evidence, Masked) and brief.evidence.counts else ""
        )
        task = prompt.task.substitute(extent=extent, window=_window(brief, told.shown))
        return _Work(brief, model, prompt, needed, told, task)

    async def _checked(self, work: _Work) -> tuple[Checked, Spent]:
        """What stands of the first answer, or of the second where the first had faults, and what they took. Raises
        ModelTrouble."""
        answers = [await self._ask(work, work.request)]
        first, faults = await asyncio.to_thread(_checks, work, answers[0].text, False)
        if first and not faults:
            return first, _spent(work, answers)
        log.info("The model's answer has %d faults; asking once more", len(faults))
        told = "\n".join(str(fault) for fault in faults[:_FAULTS_TOLD])
        exchange = (answers[0].text[:_ANSWER_TOLD], work.prompt.mend.substitute(faults=told))
        try:
            answers.insert(0, await self._ask(work, replace(work.request, exchanges=(exchange,))))
        except ModelTrouble:
            if first is None:
                raise
        readable = [each for a in answers if (each := (await asyncio.to_thread(_checks, work, a.text, True))[0])]
        usable = [each for each in readable if each.usable(work.needed)]
        if not readable:
            raise ModelTrouble("The model's answer could not be read.", "unreadable")
        if not usable:
            raise ModelTrouble("The model's answer did not hold up against the messages.", "unusable")
        return min(usable, key=lambda each: each.dropped), _spent(work, answers)

    async def _ask(self, work: _Work, request: Request) -> Answer:
        brief = work.brief
        call = ModelCall(
            team=brief.team,
            incident=brief.incident.id if brief.incident else None,
            purpose=work.purpose,
            model=work.model.account.model,
            prompt=work.prompt.version,
        )
        return await ask(work.model, self._ledger, call, request)


def _name(work: _Work) -> str:
    return f"{work.model.account.model} (checked)"


def _spent(work: _Work, answers: Sequence[Answer]) -> Spent:
    return Spent.of(work.model.account.model, [(answer.usage, answer.dollars) for answer in answers])


def _checks(work: _Work, answer: str, forgiving: bool) -> tuple[Checked | None, Sequence[Fault]]:
    """What stands of an answer, and its faults; nothing where it cannot be read."""
    try:
        reply = read(answer, shapes.SECTIONS[work.purpose])
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
    within = [name for name, item in seen.items.items() if item.at >= brief.since]
    if not within:
        return f"The window of `changed` begins at {at}; nothing was said since, so leave it empty."
    first = min(within, key=lambda name: (seen.items[name].at, int(name[1:])))
    return (
        f"The window of `changed` begins at {at}: only messages of that time or later belong to it, {first} the first."
    )
