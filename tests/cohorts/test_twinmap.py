"""The twinning map tells the truth: places where they are, names that can be read, and no border."""

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from cohorts.twinmap.drawing import arc, crop, europe
from cohorts.twinmap.labels import around, box_of, placed
from cohorts.twinmap.land import land_path
from cohorts.twinmap.plane import CANARIES, EUROPE, Exchange, Frame, Place, great_circle_km, project

ALBA_IULIA = Place("Alba Iulia", 46.067, 23.583, "twin", "ro")
KOZANI = Place("Κοζάνη", 40.301, 21.786, "pilot", "el")
BELFAST = Place("Belfast", 54.597, -5.930, "twin")
GALWAY = Place("Galway", 53.272, -9.049, "pilot")
LUND = Place("Lund", 55.706, 13.187, "twin", "sv")
LEUVEN = Place("Leuven", 50.880, 4.701, "pilot", "nl")
TURKU = Place("Turku", 60.452, 22.267, "pilot", "fi")
LAS_PALMAS = Place("Las Palmas", 28.1, -15.43, "twin", "es")
OULU = Place("Oulu", 65.012, 25.471, "twin", "fi")


def _europe(*exchanges):
    return europe(exchanges, title="Map", desc="Arcs")


def _classes(svg):
    return [each.get("class", "") for each in ET.fromstring(svg).iter()]  # noqa: S314 - our own drawing


def test_the_middle_of_the_projection_is_the_middle_of_the_plane():
    assert project(10, 52) == (0, 0)


def test_alba_iulia_lies_some_656_km_from_kozani():
    ends = [(place.lat, place.lon) for place in (ALBA_IULIA, KOZANI)]
    assert great_circle_km(*ends) == pytest.approx(656, abs=3)


def test_north_is_up_and_east_is_right():
    (ax, ay), (kx, ky) = EUROPE.at(ALBA_IULIA), EUROPE.at(KOZANI)
    assert (ax > kx, ay < ky) == (True, True)


def test_a_crop_holds_its_cities_with_air_around_them():
    frame = Frame.around([ALBA_IULIA, KOZANI], 480, 360)
    for x, y in map(frame.at, (ALBA_IULIA, KOZANI)):
        assert (80 < x < 400, 60 < y < 300) == (True, True)


def test_a_single_city_still_gets_a_readable_window():
    assert Frame.around([OULU], 480, 360).km_wide == 760


def test_arcs_bow_to_the_north_whichever_side_learns():
    one, other = (100.0, 200.0), (300.0, 210.0)
    heights = [float(re.search(r"Q\S+ (\S+)", arc(a, b))[1]) for a, b in ((one, other), (other, one))]
    assert heights[0] == heights[1]
    assert heights[0] < 200


def test_a_twin_is_a_ring_a_pilot_a_disc_and_both_are_joined():
    assert _classes(_europe(Exchange((ALBA_IULIA,), (KOZANI,))))[3:7] == [
        "map__land",
        "map__arc",
        "map__twin",
        "map__pilot",
    ]


def test_a_city_that_learned_and_later_showed_wears_both_signs_once():
    shown = Place("Lund", 55.706, 13.187, "pilot", "sv")
    svg = _europe(Exchange((LUND,), (LEUVEN,)), Exchange((OULU,), (shown,), series=2))
    classes = _classes(svg)
    assert (classes.count("map__twin"), classes.count("map__pilot map__pilot--2")) == (1 + 0, 1)
    assert svg.count(">Lund<") == 1


def test_a_second_cohort_is_told_apart_by_line_and_not_by_colour_alone():
    assert "map__arc map__arc--2" in _classes(_europe(Exchange((OULU,), (TURKU,), series=2)))


def test_a_twin_without_a_known_pilot_stands_on_the_map_without_an_arc():
    classes = _classes(_europe(Exchange((OULU,))))
    assert (classes.count("map__twin"), any("map__arc" in each for each in classes)) == (1, False)


def test_arcs_to_more_than_three_pilots_are_faint():
    many = tuple(Place(f"P{i}", 40 + i, -3 + i, "pilot") for i in range(4))
    assert _classes(_europe(Exchange((OULU,), many))).count("map__arc map__arc--faint") == 4


def test_the_canaries_stand_in_a_box_only_when_somebody_there_takes_part():
    boxed = _europe(Exchange((LAS_PALMAS,), (GALWAY,)))
    assert ("map__inset" in boxed, "map__inset" in _europe(Exchange((BELFAST,), (GALWAY,)))) == (True, False)
    x, y = CANARIES.at(LAS_PALMAS)
    assert (0 < x < CANARIES.width, 0 < y < CANARIES.height) == (True, True)


def test_names_are_text_never_markup():
    evil = Place('<script>alert("x")</script>', 50, 10, "twin", '"><x')
    svg = crop(Exchange((evil,), (KOZANI,)), title="<b>&", width=480)
    assert "<script" not in svg
    ET.fromstring(svg)  # noqa: S314 - well formed, or this raises


def test_a_name_in_another_language_says_which():
    assert 'lang="el">Κοζάνη</text>' in crop(Exchange((ALBA_IULIA,), (KOZANI,)))


def test_a_crop_without_a_title_is_decoration_and_with_one_it_speaks():
    exchange = Exchange((ALBA_IULIA,), (KOZANI,))
    assert ('aria-hidden="true"' in crop(exchange), "<title" in crop(exchange)) == (True, False)
    assert 'role="img" aria-labelledby="crop-t"' in crop(exchange, title="Alba Iulia learns from Kozani")


def test_the_drawing_holds_no_style_that_the_content_policy_would_drop():
    assert " style=" not in _europe(Exchange((BELFAST,), (GALWAY,))) + crop(Exchange((BELFAST,), (GALWAY,)))


def test_no_two_names_overlap_and_none_covers_a_sign():
    crowd = [Place(f"Καλλιθέα {i}", 37.9 + i * 0.05, 23.7 + i % 3 * 0.08) for i in range(20)]
    signs = [(place, EUROPE.at(place)) for place in crowd]
    dots = [around(point, 5) for _place, point in signs]
    labels = placed(signs, size=14, gap=9, window=(0, 0, 1440, 720), taken=dots)
    boxes = [box_of(label, 14) for label in labels] + dots
    texts = boxes[: len(labels)]
    overlapping = [
        (a, b)
        for a, b in combinations(boxes, 2)
        if a in texts and a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert labels
    assert overlapping == []


def test_a_name_that_finds_no_room_is_left_out_rather_than_written_over_another():
    same = [Place(f"Long name number {i}", 50, 10) for i in range(30)]
    assert 1 <= len(placed([(place, (50, 50)) for place in same], size=14, gap=9, window=(0, 0, 200, 100))) < 30


def test_the_land_is_whole_and_knows_no_border():
    """Crimea is land among land and Cyprus one island: one filled path, nothing stroked between countries."""
    svg = _europe(Exchange((BELFAST,), (GALWAY,)))
    assert _classes(svg).count("map__land") == 1
    cyprus = Frame.around([Place("Nicosia", 35.17, 33.36)], 480, 360, least_km=260)
    islands = [part for part in land_path(cyprus).split("M") if len(part) > 400]
    assert len(islands) == 1


def test_the_coast_is_drawn_once_and_remembered():
    assert land_path(EUROPE) is land_path(EUROPE)
