"""What clients may send, checked field by field."""

import re
from decimal import Decimal
from typing import Annotated

from common.contracts import Confirmation, Item, PaymentMethod
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictInt,
    Tag,
    field_validator,
)
from pydantic.alias_generators import to_camel

MOST = Decimal("9999999999.99")  # what payment providers take in one charge
_WRITTEN = re.compile(r"[0-9]+(\.[0-9]+)?")


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain the NUL character")  # PostgreSQL cannot store it
    return text


def _as_written(price: object) -> object:
    # Decimal reads more than anybody means: lists, underscores, the digits of other scripts.
    if isinstance(price, list) or (isinstance(price, str) and not _WRITTEN.fullmatch(price)):
        raise ValueError('must be a number, or a string such as "12.50"')
    return price


def _line(longest: int) -> object:
    return Field(min_length=1, max_length=longest)


Name = Annotated[str, _line(200), AfterValidator(_storable)]
Text = Annotated[str, _line(500), AfterValidator(_storable)]
Price = Annotated[Decimal, BeforeValidator(_as_written), Field(ge=0, le=MOST, decimal_places=2, allow_inf_nan=False)]
# Told apart by a function, for a plain union reports what is wrong with each alternative.
Address = Annotated[
    Annotated[Text, Tag("text")] | Annotated[dict[Name, Text], Field(min_length=1, max_length=20), Tag("parts")],
    Discriminator(lambda address: "parts" if isinstance(address, dict) else "text"),
]


class Body(BaseModel):
    """camelCase; unknown fields are refused, for they are mistakes more often than not."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class ItemBody(Body):
    """One line of an order; `price` for one piece, at most two decimal places."""

    product_id: Annotated[str, _line(100), AfterValidator(_storable)]
    product_name: Name
    quantity: Annotated[StrictInt, Field(ge=1, le=1000)]
    price: Price

    def item(self) -> Item:
        """The line as the contract has it."""
        return Item.model_construct(
            product_id=self.product_id,
            product_name=self.product_name,
            quantity=self.quantity,
            price=self.price.quantize(Decimal("0.01")),
        )


class PlaceOrderBody(Body):
    """POST /orders."""

    items: Annotated[list[ItemBody], Field(min_length=1, max_length=100)]
    shipping_address: Address
    payment_method: PaymentMethod = "card_ok"
    confirmation: Confirmation = "auto"

    @field_validator("items")
    @classmethod
    def _payable(cls, items: list[ItemBody]) -> list[ItemBody]:
        if sum(item.price * item.quantity for item in items) > MOST:
            raise ValueError(f"must not add up to more than {MOST}")
        return items


class RetryBody(Body):
    """POST /saga/retry: why, and perhaps another way to pay."""

    reason: Text
    payment_method: PaymentMethod | None = None


class CompensateBody(Body):
    """POST /saga/compensate: why."""

    reason: Text
