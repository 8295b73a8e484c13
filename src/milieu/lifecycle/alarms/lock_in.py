"""Lock-in: technology and ties narrow until nothing new comes in."""

from milieu.lifecycle.alarms.declare import Alarm, Need, Sign, declare
from milieu.lifecycle.alarms.series import against_nation, level, log_level

FUNCTIONAL, COGNITIVE, POLITICAL = "functional", "cognitive", "political"

lock_in = declare(
    Alarm(
        name="lock_in",
        label="Lock-in",
        source="Grabher (1993), The weakness of strong ties, in The Embedded Firm",
        needs=(Need((FUNCTIONAL,)), Need((COGNITIVE,)), Need((POLITICAL,))),
        alarm_at=0.7,
        watch_at=0.4,
        keep_at=0.5,
        signs=(
            Sign(
                name="external_link_share",
                label="share of ties that leave the cluster",
                kind=FUNCTIONAL,
                series=level("external_link_share"),
                needs="the share of ties that leave the cluster",
                worse_when="falling",
                material=0.005,
                noise=0.04,
                unit="share",
            ),
            Sign(
                name="buyer_concentration",
                label="concentration of buyers",
                kind=FUNCTIONAL,
                series=log_level("buyer_concentration"),
                needs="the concentration of buyers",
                worse_when="rising",
                material=0.02,
                noise=0.10,
                unit="index",
                logarithm=True,
            ),
            Sign(
                name="technology_similarity",
                label="likeness of the firms' technologies",
                kind=COGNITIVE,
                series=level("technology_similarity"),
                needs="the firms' technologies (patents by class)",
                worse_when="rising",
                material=0.005,
                noise=0.03,
                unit="cosine",
            ),
            Sign(
                name="related_variety",
                label="related variety",
                kind=COGNITIVE,
                series=level("related_variety"),
                needs="jobs by industry around the cluster (related variety)",
                worse_when="falling",
                material=0.01,
                noise=0.06,
                unit="bits",
            ),
            Sign(
                name="related_entry_share",
                label="share of entrants from related industries",
                kind=POLITICAL,
                series=level("related_entry_share"),
                needs="where entrants come from",
                worse_when="falling",
                material=0.005,
                noise=0.08,
                unit="share",
            ),
            Sign(
                name="entry_rate",
                label="entry of firms against the nation's (a weaker sign)",
                kind=POLITICAL,
                series=against_nation("entry_rate"),
                needs="births of firms here and in the nation",
                worse_when="falling",
                material=0.001,
                noise=0.015,
                unit="share of firms, less the nation's",
                instead_of="related_entry_share",
            ),
        ),
    )
)
