"""Gateways that are wrong about idempotency keys."""

from typing import Any

from fakes.conformance.sabotage.payments.delegating import Delegating, Request
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run
from fakes.payments import (
    AsyncPaymentGateway,
    IdempotencyMismatch,
    InvalidPaymentValue,
    Money,
    Payment,
    PaymentError,
)

__all__ = ["SABOTEURS"]

_LONGEST_KEY = 255


class _IgnoresKeys(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        del key
        return await super().answer(request, None)


class _IgnoresKeysOfRefunds(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        return await super().answer(request, None if request.operation == "refund" else key)


class _ComparesKeysAlone(Delegating):
    """It answers any charge with a key as it answered the first."""

    async def answer(self, request: Request, key: str | None) -> Any:
        if key is None or request.operation != "charge":
            return await super().answer(request, key)
        answered = ("answered", key)
        if answered not in self.kept:
            self.kept[answered] = await super().answer(request, key)
        return self.kept[answered]


class _ComparesAmountsAlone(Delegating):
    """It looks at the amount that a key was used with, and at nothing else."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            return await super().answer(request, key)
        except IdempotencyMismatch:
            for payment in (await self.select(limit=100)).payments:
                if request.operation == "charge" and payment.amount == request.arguments[0]:
                    return payment
            raise


class _RacesForKeys(Delegating):
    """It looks for the key, charges, and stores the key."""

    async def answer(self, request: Request, key: str | None) -> Any:
        if key is None or ("used", key) in self.kept:
            return await super().answer(request, key)
        await let_others_run()
        is_first = self.kept.setdefault(("used", key), self) is self
        return await super().answer(request, key if is_first else None)


class _StoresKeysLate(Delegating):
    """It stores a key when it has the reply to the request, but for some operations."""

    _careful: tuple[str, ...] = ()

    async def answer(self, request: Request, key: str | None) -> Any:
        if key is None or request.operation in self._careful:
            return await super().answer(request, key)
        answered = ("answered", key)
        if answered in self.kept:
            known, answer = self.kept[answered]
            if known != request:
                raise IdempotencyMismatch(key)
            return answer
        answer = await super().answer(request, None)
        self.kept[answered] = request, answer
        return answer


class _StoresKeysOfCapturesLate(_StoresKeysLate):
    _careful = ("charge", "refund")


class _ScopesKeysByOperation(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        scoped = None if key is None else f"{request.operation} {key}"[:_LONGEST_KEY]
        return await super().answer(request, scoped)


class _AnswersAcrossOperations(Delegating):
    """It answers every operation on payments with what the key was first used for."""

    async def answer(self, request: Request, key: str | None) -> Any:
        try:
            answer = await super().answer(request, key)
        except IdempotencyMismatch:
            known = self.kept.get(("answered", key))
            if request.operation != "refund" and known and known[0] != request.operation:
                return known[1]
            raise
        self.kept.setdefault(("answered", key), (request.operation, answer))
        return answer


class _ScopesKeysByClient(Delegating):
    def __init__(self, real: AsyncPaymentGateway, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._number: int = self.kept.setdefault("clients", 0)
        self.kept["clients"] += 1

    async def answer(self, request: Request, key: str | None) -> Any:
        own = None if key is None else f"{self._number} {key}"[:_LONGEST_KEY]
        return await super().answer(request, own)


class _FoldsKeys(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        return await super().answer(request, None if key is None else key.lower())


class _OneKeyForAnAmount(Delegating):
    """It takes the same charge for a repetition."""

    async def charge(self, amount: Money, source: Any, *, idempotency_key: Any = None) -> Payment:
        charged = ("charged", amount, idempotency_key is None)
        if charged not in self.kept:
            self.kept[charged] = await super().charge(
                amount, source, idempotency_key=idempotency_key
            )
        payment: Payment = self.kept[charged]
        return payment


class _SavesFailures(Delegating):
    """It saves a failure, and promised to try again."""

    async def answer(self, request: Request, key: str | None) -> Any:
        failed = ("failed", key, request)
        if failed in self.kept:
            raise self.kept[failed]
        try:
            return await super().answer(request, key)
        except PaymentError as error:
            if key is not None:
                self.kept[failed] = error
            raise


class _RetriesFailures(Delegating):
    """It tries again, and promised to save a failure."""

    async def answer(self, request: Request, key: str | None) -> Any:
        failed = ("failed", key, request)
        try:
            return await super().answer(request, None if failed in self.kept else key)
        except PaymentError:
            self.kept[failed] = True
            raise


class _BurnsKeys(Delegating):
    """It spends the key of a request that it refuses, and promised not to."""

    async def answer(self, request: Request, key: str | None) -> Any:
        if self.kept.get(("refused", key), request) != request:
            raise IdempotencyMismatch(key or "")
        try:
            return await super().answer(request, key)
        except InvalidPaymentValue:
            if key is not None:
                self.kept["refused", key] = request
            raise


class _FreesKeys(Delegating):
    """It keeps the key of a request that it refuses for a better one, and promised not to."""

    async def answer(self, request: Request, key: str | None) -> Any:
        amount = request.arguments[0]
        is_bad = isinstance(amount, Money) and not amount.minor_units
        return await super().answer(request, None if is_bad else key)


class _RemembersKeysForEver(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        answer = await super().answer(request, key)
        return self.kept.setdefault(("answered", key), answer) if key is not None else answer


class _CutsKeys(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        return await super().answer(request, None if key is None else key[:_LONGEST_KEY])


class _TakesEmptyKeys(Delegating):
    async def answer(self, request: Request, key: str | None) -> Any:
        return await super().answer(request, key or None)


SABOTEURS = (
    Saboteur("ignores_keys", "ignores keys", "key_is_honoured_or_refused", _IgnoresKeys),
    Saboteur(
        "ignores_keys_of_refunds",
        "ignores the keys of refunds",
        "refund_is_idempotent",
        _IgnoresKeysOfRefunds,
    ),
    Saboteur(
        "compares_keys_alone",
        "compares the key and not what is asked for",
        "same_key_other_parameters",
        _ComparesKeysAlone,
    ),
    Saboteur(
        "compares_amounts_alone",
        "compares the key and the amount, and not the card",
        "same_key_other_parameters",
        _ComparesAmountsAlone,
    ),
    Saboteur(
        "races_for_keys",
        "looks for the key, and then charges, and then stores it",
        "concurrent_same_key",
        _RacesForKeys,
    ),
    Saboteur(
        "stores_keys_late",
        "stores the key after charging",
        "lost_reply_then_retry",
        _StoresKeysLate,
    ),
    Saboteur(
        "stores_keys_of_captures_late",
        "stores the keys of holds and captures after they are done",
        "lost_capture_then_retry",
        _StoresKeysOfCapturesLate,
    ),
    Saboteur(
        "scopes_keys_by_operation",
        "takes the same key for another operation",
        "same_key_other_operation",
        _ScopesKeysByOperation,
    ),
    Saboteur(
        "answers_across_operations",
        "answers an operation with what another with the same key did",
        "same_key_other_operation",
        _AnswersAcrossOperations,
    ),
    Saboteur(
        "scopes_keys_by_client",
        "takes the same key from another client",
        "same_key_same_charge",
        _ScopesKeysByClient,
    ),
    Saboteur("folds_keys", "folds the case of keys", "same_key_same_charge", _FoldsKeys),
    Saboteur(
        "one_key_for_an_amount",
        "takes a charge of the same amount for a repetition",
        "other_key_other_charge",
        _OneKeyForAnAmount,
    ),
    Saboteur(
        "saves_failures",
        "saves a failure that it promised to try again",
        "replay_of_a_failure",
        _SavesFailures,
        parameters={"replay_of_a_failure": "retried"},
    ),
    Saboteur(
        "retries_failures",
        "tries again what failed, and promised to save that",
        "replay_of_a_failure",
        _RetriesFailures,
        parameters={"replay_of_a_failure": "saved"},
    ),
    Saboteur(
        "burns_keys",
        "spends the keys of what it refuses",
        "validation_error_burns_key",
        _BurnsKeys,
        parameters={"validation_error_burns_key": "frees"},
    ),
    Saboteur(
        "frees_keys",
        "does not spend the keys of what it refuses",
        "validation_error_burns_key",
        _FreesKeys,
        parameters={"validation_error_burns_key": "burns"},
    ),
    Saboteur(
        "remembers_keys_for_ever",
        "remembers a key after its window",
        "key_expiry",
        _RemembersKeysForEver,
    ),
    Saboteur("cuts_keys", "cuts keys that are too long", "key_limits", _CutsKeys),
    Saboteur("takes_empty_keys", "takes an empty key for none", "key_limits", _TakesEmptyKeys),
)
"""Each by name, what it does, the guarantee that finds it out, and how."""
