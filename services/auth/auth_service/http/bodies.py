"""What clients may send, checked field by field."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from auth_service.texts import Email, Name, NewPassword, Password, Reason


class Body(BaseModel):
    """camelCase; unknown fields are refused, for they are mistakes more often than not."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class RegisterBody(Body):
    """POST /auth/register."""

    email: Email
    password: NewPassword
    first_name: Name
    last_name: Name


class LogInBody(Body):
    """POST /auth/login."""

    email: Email
    password: Password


class ReinstateBody(Body):
    """POST /auth/users/:id/reinstate: why."""

    reason: Reason
