"""The settings of the language model."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.domain.prices import Price, price_of
from bot.environment import Values, is_address, unfit, written
from bot.errors import SettingsMistake

CAPABILITIES = frozenset(("schema", "cache"))


@dataclass(frozen=True)
class ModelAccount:
    """The language model that drafts, behind anything that speaks the Messages API. `base_url` is None for Anthropic itself.

    `capabilities` are what that server can do besides: `schema` (hold an answer to a JSON schema), `cache` (keep a prompt).
    `timeout` is how long one answer may take, waits and repetitions included, in seconds; `most_input` how many characters of a
    channel are sent. `catch_up_model` writes catch-ups, the same one where it is empty; `prices` by a model's name are those of
    this installation; `budget` is what a workspace may spend in a calendar month (UTC), in dollars, None for no limit."""

    key: str = field(default="", repr=False)
    base_url: str | None = None
    model: str = "claude-sonnet-5-5"
    capabilities: frozenset[str] = CAPABILITIES
    timeout: float = 300.0
    most_input: int = 400_000
    catch_up_model: str = ""
    prices: tuple[tuple[str, Price], ...] = ()
    budget: float | None = None

    @property
    def price(self) -> Price | None:
        """What `model` costs, None where nobody has said it."""
        return price_of(self.model, dict(self.prices))

    @property
    def for_catch_ups(self) -> "ModelAccount":
        """The same account with the model that writes catch-ups."""
        return replace(self, model=self.catch_up_model) if self.catch_up_model else self


def model_account(environment: Mapping[str, str] | None = None, dotenv: str = ".env") -> ModelAccount | None:
    """The settings of the language model alone, None where there is none. Raises SettingsMistake."""
    values = written(environment, dotenv)
    faults = list(unfit(values, "ANTHROPIC_", "DEBRIEF_MODEL"))
    account = model_of(values, faults)
    if faults:
        raise SettingsMistake("Before Debrief can ask a model: " + "; ".join(faults) + ".")
    return account


def model_of(values: Values, faults: list[str]) -> ModelAccount | None:
    """The same of values at hand; what is wrong with them is added to the faults."""
    key, base_url = values.get("ANTHROPIC_API_KEY") or "", values.get("ANTHROPIC_BASE_URL") or None
    if not key and not base_url:
        return None
    if base_url and not is_address(base_url):
        faults.append("write ANTHROPIC_BASE_URL with https:// in front")
    told = values.get("DEBRIEF_MODEL_CAPABILITIES") or ("none" if base_url else "schema,cache")
    capabilities = frozenset(each.strip() for each in told.split(",")) - {"", "none"}
    if not capabilities <= CAPABILITIES:
        faults.append("write DEBRIEF_MODEL_CAPABILITIES as schema, cache, both with a comma, or none")
    account = ModelAccount(
        key=key,
        base_url=base_url,
        model=values.get("DEBRIEF_MODEL") or ModelAccount.model,
        capabilities=capabilities,
        timeout=_positive(values, "DEBRIEF_MODEL_TIMEOUT", ModelAccount.timeout, faults),
        most_input=int(_positive(values, "DEBRIEF_MODEL_INPUT", ModelAccount.most_input, faults)),
        catch_up_model=values.get("DEBRIEF_MODEL_CATCHUP") or "",
        prices=_prices(values.get("DEBRIEF_MODEL_PRICES") or "", faults),
        budget=_budget(values.get("DEBRIEF_MODEL_BUDGET") or "", faults),
    )
    for each in {account.model: account, account.for_catch_ups.model: account.for_catch_ups}.values():
        if account.budget is not None and each.price is None:
            faults.append(
                f"say in DEBRIEF_MODEL_PRICES what {each.model} costs, such as {each.model}=3/15, "
                "since DEBRIEF_MODEL_BUDGET cannot be kept without"
            )
    return account


def _prices(text: str, faults: list[str]) -> tuple[tuple[str, Price], ...]:
    """Written as `NAME=IN/OUT`, dollars for a million tokens, separated by commas."""
    found: list[tuple[str, Price]] = []
    for entry in filter(None, (each.strip() for each in text.split(","))):
        name, _, costs = entry.rpartition("=")
        numbers = [_dollars(each) for each in costs.split("/")]
        match numbers:
            case [float(read), float(written)] if name.strip():
                found.append((name.strip(), Price(read, written)))
            case _:
                faults.append(
                    "write DEBRIEF_MODEL_PRICES as NAME=IN/OUT in dollars for a million tokens, such as x=3/15"
                )
                return ()
    return tuple(found)


def _budget(text: str, faults: list[str]) -> float | None:
    if not text:
        return None
    amount = _dollars(text.strip().removeprefix("$"))
    if amount is None:
        faults.append("write DEBRIEF_MODEL_BUDGET in dollars for a month, such as 20")
    return amount


def _dollars(text: str) -> float | None:
    try:
        amount = float(text)
    except ValueError:
        return None
    return amount if 0 <= amount < 1e9 else None


def _positive(values: Values, key: str, default: float, faults: list[str]) -> float:
    try:
        number = float(values.get(key) or default)
    except ValueError:
        number = 0.0
    if not 1 <= number < 1e9:
        faults.append(f"write {key} as a number above zero, such as {default:.0f}")
        return default
    return number
