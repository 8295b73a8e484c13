"""Saved scenarios as resources: list, read, save, rename, delete, take back."""

from typing import Annotated, Any

from fastapi import Body, Path, Query, Request, Response
from pydantic import BaseModel, Field

from milieu.core.errors import UserError
from milieu.policy.writing import scenario_text
from milieu.study import scenarios
from milieu.study.scenarios import Saved
from milieu.study.study import Study
from milieu.web.api.asking import problems, resource
from milieu.web.faults import NotHere, NotNow
from milieu.web.links import quoted
from milieu.web.site import site

router = resource("scenarios")
StudyName = Annotated[str, Path(description="Name of the study.")]
ScenarioName = Annotated[
    str, Path(description="Name of a saved scenario.", examples=["fairs"], max_length=80)
]
FRESH = {"Cache-Control": "no-store"}


class ScenarioCard(BaseModel):
    """A saved scenario."""

    name: str = Field(description="In addresses and commands.")
    title: str
    about: str
    measures: dict[str, float] = Field(description="Intensity by instrument.")
    years: int | None
    wrong: str = Field(description="What is wrong with its file; empty for nothing.")
    changed: str = Field(description="When it was written last, UTC.")
    address: str


class ScenarioWhole(ScenarioCard):
    """A saved scenario with its text."""

    text: str = Field(description="The scenario as TOML.")


class ScenarioText(BaseModel):
    """A scenario to save."""

    text: str = Field(description="The scenario as TOML.", max_length=scenarios.MOST_BYTES)


class NewName(BaseModel):
    """Another name."""

    name: str = Field(max_length=scenarios.LETTERS)


class Deleted(BaseModel):
    """A scenario in the trash."""

    deleted: str = Field(description="By this name it is taken back.")


@router.get("/s/{study}/scenarios", summary="Saved scenarios", responses=problems())
def list_scenarios(request: Request, response: Response, study: StudyName) -> list[ScenarioCard]:
    """Return the saved scenarios of a study, by name."""
    response.headers.update(FRESH)
    return [_card(one, study) for one in scenarios.saved(_study(request, study))]


@router.get("/s/{study}/scenarios/{name}", summary="A saved scenario", responses=problems())
def one_scenario(
    request: Request, response: Response, study: StudyName, name: ScenarioName
) -> ScenarioWhole:
    """Return a saved scenario with its text."""
    response.headers.update(FRESH)
    return _whole(_there(request, study, name), study)


@router.put("/s/{study}/scenarios/{name}", summary="Save a scenario", responses=problems(409))
def save_scenario(
    request: Request,
    study: StudyName,
    name: ScenarioName,
    given: Annotated[ScenarioText, Body()],
    over: Annotated[bool, Query(description="Replace one that is there.")] = False,
) -> ScenarioWhole:
    """Save a scenario; a mistake in its text is answered with its line and what is right."""
    held, scenario = _study(request, study), scenarios.read_text(given.text)
    if not over and scenarios.slug_of(name) in scenarios.names(held):
        raise NotNow(UserError(f"there is a scenario {name!r} already", next="Set `over`."))
    return _whole(scenarios.save(held, name, scenario, over=over), study)


@router.delete("/s/{study}/scenarios/{name}", summary="Delete a scenario", responses=problems())
def delete_scenario(request: Request, study: StudyName, name: ScenarioName) -> Deleted:
    """Put a scenario into the trash."""
    _there(request, study, name)
    return Deleted(deleted=scenarios.delete(_study(request, study), name))


@router.post(
    "/s/{study}/scenarios/{name}/rename", summary="Rename a scenario", responses=problems()
)
def rename_scenario(
    request: Request, study: StudyName, name: ScenarioName, given: Annotated[NewName, Body()]
) -> ScenarioWhole:
    """Give a saved scenario another name."""
    _there(request, study, name)
    return _whole(scenarios.rename(_study(request, study), name, given.name), study)


@router.post("/s/{study}/scenarios/restore", summary="Take a scenario back", responses=problems())
def restore_scenario(
    request: Request, study: StudyName, given: Annotated[Deleted, Body()]
) -> ScenarioWhole:
    """Take a scenario out of the trash."""
    return _whole(scenarios.restore(_study(request, study), given.deleted), study)


def _study(request: Request, study: str) -> Study:
    return site(request).shelf.open(study).study


def _there(request: Request, study: str, name: str) -> Saved:
    """Return a saved scenario; NotHere with the nearest name for another one."""
    held = _study(request, study)
    try:
        file = scenarios.file_of(held, name)
    except UserError as error:
        raise NotHere(error) from None
    return next(one for one in scenarios.saved(held) if one.file == file)


def _card(one: Saved, study: str) -> ScenarioCard:
    return ScenarioCard(**_facts(one, study))


def _whole(one: Saved, study: str) -> ScenarioWhole:
    text = scenario_text(one.scenario) if one.scenario else one.file.read_text("utf-8", "replace")
    return ScenarioWhole(**_facts(one, study), text=text)


def _facts(one: Saved, study: str) -> dict[str, Any]:
    scenario = one.scenario
    return {
        "name": one.name,
        "title": scenario.name if scenario else one.name,
        "about": scenario.about if scenario else "",
        "measures": {m.instrument: m.intensity for m in scenario.schedule} if scenario else {},
        "years": scenario.horizon_years if scenario else None,
        "wrong": one.wrong,
        "changed": one.changed,
        "address": f"/api/v1/s/{quoted(study)}/scenarios/{quoted(one.name)}",
    }
