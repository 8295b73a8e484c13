"""The failures that a policy may answer: of markets, and of the system of innovation."""

from enum import StrEnum


class Failure(StrEnum):
    """Why firms alone do too little.

    Market failures after Arrow (1962) and Stiglitz and Weiss (1981); system failures after Klein
    Woolthuis, Lankhuizen and Gilsing (2005), Technovation 25(6).
    """

    INFORMATION = "information"
    EXTERNALITY = "externality"
    FINANCE = "finance"
    INFRASTRUCTURE = "infrastructure"
    INSTITUTIONS = "institutions"
    INTERACTION = "interaction"
    CAPABILITIES = "capabilities"

    @property
    def kind(self) -> str:
        """Return whose failure it is: market or system."""
        return "market" if self in MARKET else "system"

    @property
    def words(self) -> str:
        """Return what fails, as a sentence goes on after "because"."""
        return WORDS[self]


MARKET = (Failure.INFORMATION, Failure.EXTERNALITY, Failure.FINANCE)
WORDS = {
    Failure.INFORMATION: "buyers, banks and firms can not tell good from bad",
    Failure.EXTERNALITY: "others gain from an innovation without paying for it",
    Failure.FINANCE: "good projects of small and young firms find no money",
    Failure.INFRASTRUCTURE: "roads, sites, networks or laboratories that all need are missing",
    Failure.INSTITUTIONS: "rules, courts and standards do not protect contracts and quality",
    Failure.INTERACTION: "firms and institutes learn too little from each other or from outside",
    Failure.CAPABILITIES: "firms lack people and knowledge to take up what is new",
}
