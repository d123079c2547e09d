"""Secrets as files, as containers get them: `DATABASE_PASSWORD_FILE` names the file that holds DATABASE_PASSWORD.

It is the convention of the official images of PostgreSQL and others, and works for every setting.
"""

import os
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource


class SecretFiles(PydanticBaseSettingsSource):
    """A source of settings. Raises `ValueError` for a setting that is given twice, `OSError` for a file not there."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        name = field_name.upper()
        path = os.environ.get(f"{name}_FILE")
        if not path:
            return None, field_name, False
        if os.environ.get(name):
            raise ValueError(f"{name} and {name}_FILE are both set; set one of them")
        return Path(path).read_text().rstrip("\r\n"), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}
