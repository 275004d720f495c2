"""What no text may show: the numbers of cards, and secrets."""

import logging
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from fakes.conformance.payments.trial import PaymentTrial
from fakes.payments import AsyncPaymentGateway, Card, PaymentError

__all__ = ["nothing_is_shown"]

# In groups, the number of a card is still one.
_SEPARATORS = str.maketrans("", "", " -")


async def nothing_is_shown(trial: PaymentTrial) -> None:
    gateway, cards = await trial.connect(), trial.cards
    hidden = {f"the number of {card!r}": card.number for card in cards}
    hidden |= {f"secret {number}": text for number, text in enumerate(trial.secrets, 1)}
    if not hidden:
        trial.inconclusive("the suite has nothing to hide: override cards() or secrets()")
    with _logged() as logged:
        texts = {"the gateway": _shown(trial.raw(gateway))}
        for source in (trial.source, *trial.declined_sources, *cards):
            texts[f"charge() with {source!r}"] = await _said(trial, gateway, source)
        for card in cards:
            texts["charge() with a number for a token"] = await _said(trial, gateway, card.number)
    texts["the log"] = "\n".join(logged)
    for where, text in texts.items():
        for what, secret in hidden.items():
            shows = secret in text or secret in text.translate(_SEPARATORS)
            trial.true(not shows, f"{where} shows {what}")


async def _said(trial: PaymentTrial, gateway: AsyncPaymentGateway, source: str | Card) -> str:
    try:
        payment = await gateway.charge(trial.money(trial.least), source)
    except PaymentError as error:
        return "\n".join(_shown(each) for each in _with_causes(error))
    return _shown(payment)


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _shown(value: object) -> str:
    told = f"{value!r}\n{value}\n{getattr(value, '__notes__', '')}\n{getattr(value, 'args', '')}"
    return f"{told}\n{getattr(value, '__dict__', '')}" if isinstance(value, Exception) else told


class _Keeping(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, kept: list[str]) -> None:
        super().__init__()
        self._kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        self._kept.append(self.format(record))


@contextmanager
def _logged() -> Generator[list[str]]:
    """All that is logged meanwhile, at every level."""
    logged: list[str] = []
    root, handler = logging.getLogger(), _Keeping(logged)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield logged
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
