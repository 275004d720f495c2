"""The subscription service and the refund service: the subjects of the example tests."""

from collections.abc import Callable
from datetime import date, timedelta

from attrs import evolve

from subscriptions.ports import (
    AsyncEventPublisher,
    AsyncPaymentGateway,
    CardDeclined,
    EmailService,
    EventPublisher,
    Logger,
    PaymentGateway,
    RateTable,
    SubscriptionRepository,
)
from subscriptions.values import Money, PaymentRefunded, Plan, Subscription, SubscriptionRenewed

__all__ = ["PERIOD", "RefundService", "SubscriptionService", "UnknownSubscription"]

PERIOD = timedelta(days=30)
ATTEMPTS = 3


class UnknownSubscription(Exception):
    """No subscription has this id."""


class SubscriptionService:
    """Sells subscriptions and renews them, one charge for each period."""

    def __init__(
        self,
        *,
        subscriptions: SubscriptionRepository,
        gateway: PaymentGateway,
        rates: RateTable,
        email: EmailService,
        events: EventPublisher,
        logger: Logger,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._subscriptions = subscriptions
        self._gateway = gateway
        self._rates = rates
        self._email = email
        self._events = events
        self._logger = logger
        self._today = today

    def subscribe(self, email: str, plan: Plan, *, currency: str) -> Subscription:
        """Stores a subscription priced in the customer's currency, due for payment today."""
        today = self._today()
        price = plan.price
        if currency != price.currency:
            price = price.converted(currency, self._rates.rate(price.currency, currency, on=today))
        return self._subscriptions.add(Subscription(None, email, plan.name, price, today))

    def renew(self, subscription_id: int) -> Subscription:
        """Charges one period, then stores it, sends the receipt and publishes the event.

        :raises UnknownSubscription: there is none with this id.
        :raises CardDeclined: nothing was charged; the customer was told.
        :raises TimeoutError: the gateway never replied; renewing again cannot charge twice.
        """
        subscription = self._subscriptions.find_by_id(subscription_id)
        if subscription is None:
            raise UnknownSubscription(subscription_id)
        try:
            payment_id = self._charge(subscription)
        except CardDeclined as declined:
            self._logger.log(f"subscription {subscription_id} declined: {declined}")
            self._email.send(
                subscription.email,
                subject="Your card was declined",
                body=f"We could not charge {subscription.price} for {subscription.plan}.",
            )
            raise
        renewed = evolve(subscription, paid_through=subscription.paid_through + PERIOD)
        self._subscriptions.save(renewed)
        self._email.send(
            renewed.email,
            subject=f"Receipt for {renewed.plan}",
            body=f"You paid {renewed.price} (payment {payment_id}).",
        )
        self._events.publish(SubscriptionRenewed(subscription_id, payment_id))
        return renewed

    def _charge(self, subscription: Subscription) -> str:
        # The same period has the same key, so that a charge whose reply was lost is not repeated.
        key = f"subscription-{subscription.id}-{subscription.paid_through}"
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._gateway.charge(
                    subscription.email, subscription.price, idempotency_key=key
                )
            except TimeoutError:
                self._logger.log(f"{key}: no reply to attempt {attempt}")
        raise TimeoutError(f"{key}: no reply after {ATTEMPTS} attempts")


class RefundService:
    """Gives payments back; its ports are async."""

    def __init__(self, *, gateway: AsyncPaymentGateway, events: AsyncEventPublisher) -> None:
        self._gateway = gateway
        self._events = events

    async def refund(self, payment_id: str, amount: Money) -> str:
        """Returns the refund's id, once the refund is made and published."""
        refund_id = await self._gateway.refund(payment_id, amount)
        await self._events.publish(PaymentRefunded(payment_id, amount))
        return refund_id
