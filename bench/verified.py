"""After the load: every order there is, by everybody's account."""

import json

from quadrille.verify import screen
from quadrille.verify.run import CannotVerify, verify

from bench.report import console
from bench.stage import Stage


async def verified(stage: Stage) -> bool:
    """Print whether all is well, and what is not."""
    account = json.loads((stage.home / "admin.json").read_text())
    url = "http://{}:{}".format(*stage.nginx)
    try:
        with screen.bar(console) as progress:
            verdict = await verify(url, (account["email"], account["password"]), progress=progress)
    except CannotVerify as failure:
        console.print(f"Nothing can be verified: {failure}", style="red")
        return False
    console.print("\n".join([*verdict.wrong(), screen.summary(verdict)]), markup=False, highlight=False)
    return verdict.holds
