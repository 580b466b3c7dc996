"""Lines, zones, geodesic distance, membership, places and their names (docs/reference/zones.md)."""

from servanda.geo.atlas import Country, border, countries, countries_at, country, country_area, neighbours
from servanda.geo.belt import disc
from servanda.geo.bulk import ZoneGrid, memberships
from servanda.geo.distance import destination, distance_m, distance_to_line_m
from servanda.geo.expression import Compiled, compile_zones
from servanda.geo.files import read_geometry
from servanda.geo.gazetteer import Gazetteer
from servanda.geo.geojson import read_geojson
from servanda.geo.line import Foot, Line
from servanda.geo.locate import Located, Spotted, locate
from servanda.geo.membership import (
    Membership,
    area_m2,
    cover,
    covered_share,
    covers,
    meets,
    relation,
    relation_of_geometry,
    relation_of_zone,
    relations,
)
from servanda.geo.notation import LatLon, NotationError, distance_text, metres, parse_point, point
from servanda.geo.places import Match, Name, Place
from servanda.geo.posts import Post, Status
from servanda.geo.register import read_places, read_posts
from servanda.geo.shapes import Loaded
from servanda.geo.zone import Zone

__all__ = [
    "Compiled",
    "Country",
    "Foot",
    "Gazetteer",
    "LatLon",
    "Line",
    "Loaded",
    "Located",
    "Match",
    "Membership",
    "Name",
    "NotationError",
    "Place",
    "Post",
    "Spotted",
    "Status",
    "Zone",
    "ZoneGrid",
    "area_m2",
    "border",
    "compile_zones",
    "countries",
    "countries_at",
    "country",
    "country_area",
    "cover",
    "covered_share",
    "covers",
    "destination",
    "disc",
    "distance_m",
    "distance_text",
    "distance_to_line_m",
    "locate",
    "meets",
    "memberships",
    "metres",
    "neighbours",
    "parse_point",
    "point",
    "read_geojson",
    "read_geometry",
    "read_places",
    "read_posts",
    "relation",
    "relation_of_geometry",
    "relation_of_zone",
    "relations",
]
