"""Me: who asks, and what they may do."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from milieu.web.safety.people import Person
from milieu.web.site import site

router = APIRouter(prefix="/api/v1", tags=["me"])


class Me(BaseModel):
    """Who asks."""

    name: str = Field(
        description="Name of the account; `you` on a machine without accounts, empty for nobody."
    )
    role: Literal["", "viewer", "analyst", "administrator"]
    by: Literal["machine", "session", "token", "nothing"] = Field(
        description="By what this is known."
    )
    tasks: int = Field(description="Tasks that run or wait, of everybody; 0 for nobody.", ge=0)


@router.get("/me")
def me(request: Request) -> Me:
    """Return who asks: name, role, and by what this is known; nobody may ask it, too."""
    person: Person | None = request.state.person
    if person is None:
        return Me(name="", role="", by="nothing", tasks=0)
    said = {"name": person.name, "role": person.role, "by": person.by}
    return Me.model_validate({**said, "tasks": site(request).tasks.active()})
