"""A schema registry that speaks as much of Confluent's API, as it is documented, as filling one takes; in memory."""

import base64
import json
from collections import defaultdict
from http import HTTPStatus

from aiohttp import web
from jsonschema import Draft7Validator
from jsonschema.exceptions import SchemaError

from quadrille.schemas.registry import MEDIA_TYPE

Answer = tuple[HTTPStatus, object]


class StandIn:
    """`schemas` by subject, in the order of their versions; `levels` by subject. With `user`, nobody else is let in."""

    def __init__(self, user: str = "") -> None:
        self.schemas = defaultdict[str, list[str]](list)
        self.levels: dict[str, str] = {}
        self._ids: list[str] = []
        self._user = user

    def app(self) -> web.Application:
        """The registry, to be served."""
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._serve)
        return app

    async def _serve(self, request: web.Request) -> web.Response:
        expected = f"Basic {base64.b64encode(self._user.encode()).decode()}"
        if self._user and request.headers.get("Authorization") != expected:
            return web.json_response({"error_code": 401, "message": "Unauthorized"}, status=401)
        body = await request.json() if request.can_read_body else {}
        status, answer = self._answer(request.method, request.path.strip("/").split("/"), body)
        return web.json_response(answer, status=status, content_type=MEDIA_TYPE)

    def _answer(self, method: str, path: list[str], body: dict[str, str]) -> Answer:
        match method, path:
            case "GET", ["subjects"]:
                return HTTPStatus.OK, sorted(self.schemas)
            case "PUT", ["config", subject]:
                self.levels[subject] = body["compatibility"]
                return HTTPStatus.OK, body
            case "POST", ["subjects", subject]:
                return self._found(subject, body["schema"])
            case "POST", ["subjects", subject, "versions"]:
                return self._add(subject, body["schema"])
        return HTTPStatus.NOT_FOUND, {"error_code": 404, "message": "HTTP 404 Not Found"}

    def _found(self, subject: str, schema: str) -> Answer:
        if subject not in self.schemas:
            return HTTPStatus.NOT_FOUND, {"error_code": 40401, "message": f"Subject '{subject}' not found."}
        if schema not in self.schemas[subject]:
            return HTTPStatus.NOT_FOUND, {"error_code": 40403, "message": "Schema not found"}
        version = self.schemas[subject].index(schema) + 1
        return HTTPStatus.OK, {"subject": subject, "version": version, "id": self._id(schema), "schema": schema}

    def _add(self, subject: str, schema: str) -> Answer:
        try:
            Draft7Validator.check_schema(json.loads(schema))
        except SchemaError as error:
            message = f"Invalid schema: {error.message}"
            return HTTPStatus.UNPROCESSABLE_ENTITY, {"error_code": 42201, "message": message}
        kept = self.schemas.get(subject, [])
        if schema not in kept:
            if kept and self.levels.get(subject) == "FORWARD" and (lost := _demanded(kept[-1]) - _demanded(schema)):
                message = f"Schema being registered is incompatible with an earlier schema: {sorted(lost)}"
                return HTTPStatus.CONFLICT, {"error_code": 409, "message": message}
            self.schemas[subject].append(schema)
        return HTTPStatus.OK, {"id": self._id(schema)}

    def _id(self, schema: str) -> int:
        """The same schema has the same id, whatever the subject."""
        if schema not in self._ids:
            self._ids.append(schema)
        return self._ids.index(schema) + 1


def _demanded(schema: str) -> set[str]:
    return set(json.loads(schema).get("required", []))
