"""Money: what is worth a look among the payments, sums that are asked for, and what the person calls each payee."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query
from fastapi.responses import RedirectResponse, Response

from thyself.core import InvalidInput
from thyself.serve.page.seen import FormChange, Seen, SeenRead
from thyself.serve.wire import Question

router = APIRouter()
_SHOWN: Final = 100


@router.get("/money")
def show(seen: SeenRead, text: Annotated[Question | None, Query()] = None) -> Response:
    """Today's cards, the answer to a question, and the payees with their categories."""
    return _page(seen, text or "")


def _page(seen: Seen, text: str = "", *, wrong: str = "") -> Response:
    person = seen.visitor.person
    payees = person.payments.payees()
    return seen.page(
        "money.html",
        payees=payees[:_SHOWN],
        more=max(0, len(payees) - _SHOWN),
        asked=text,
        answer=person.money(text) if text and payees else None,
        cards=person.money() if payees else None,
        wrong=wrong,
        status=422 if wrong else 200,
    )


@router.post("/money/name")
def name(
    seen: FormChange,
    payee: Annotated[str, Form(max_length=500)],
    category: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Say what a payee is; an empty word takes back what was said."""
    payments = seen.visitor.person.payments
    try:
        _ = payments.categorise(payee, category) if category.strip() else payments.uncategorise(payee)
    except InvalidInput as error:
        return _page(seen, wrong=str(error))
    return RedirectResponse("/money#payees", 303)
