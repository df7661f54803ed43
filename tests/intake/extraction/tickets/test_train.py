from intake.invoice import Kind

TICKET = [
    (285, 140, "D020221"), (700, 140, "候车：一层候车室"),
    (300, 195, "宜春站"), (560, 200, "G1418"), (750, 195, "南昌西站"),
    (350, 240, "Yichun"), (770, 235, "Nanchangxi"),
    (267, 280, "2017年12月26日16:33开"), (736, 275, "03车06F号"),
    (270, 322, "¥81.0元"), (575, 318, "网"), (796, 315, "二等座"),
    (266, 363, "限乘当日当次车"),
    (258, 445, "3601021988****0012"), (640, 445, "章小满"),
    (372, 498, "买票请到12306发货请到95306"), (390, 530, "中国铁路祝您旅途愉快"),
    (256, 590, "65646301071227D020221"), (640, 590, "宜春售"),
]  # fmt: skip

READ = {
    "ticket_number": "D020221",
    "train_number": "G1418",
    "from_station": "宜春站",
    "to_station": "南昌西站",
    "departure_time": "2017-12-26 16:33",
    "seat": "03车06F号",
    "seat_class": "二等座",
    "total": "81.00",
    "passenger_id": "3601021988****0012",
    "passenger_name": "章小满",
}


def test_a_paper_ticket_gives_the_whole_journey(read, values_of):
    got = read(TICKET, size=(1280, 720))
    assert got.kind is Kind.TRAIN
    assert values_of(got) == READ


def changed(old, new):
    return [(left, middle, text.replace(old, new)) for left, middle, text in TICKET]


def test_the_number_at_the_foot_is_a_second_printing(read):
    second = [text for text in read(TICKET, size=(1280, 720)).fields if text.way == "second-printing"]
    assert [(text.field, text.value) for text in second] == [("ticket_number", "D020221")]


def test_a_longer_number_above_is_confirmed_by_the_end_repeated_at_the_foot(read):
    printed = [(285, 140, "Z35D020221") if text == "D020221" else (left, middle, text) for left, middle, text in TICKET]
    numbers = [text.value for text in read(printed, size=(1280, 720)).fields if text.field == "ticket_number"]
    assert numbers == ["Z35D020221", "Z35D020221"]


def test_station_without_its_last_character_gets_it(read, values_of):
    assert values_of(read(changed("宜春站", "宜春"), size=(1280, 720)))["from_station"] == "宜春站"


def test_a_currency_mark_read_as_a_letter_still_marks_the_fare(read, values_of):
    assert values_of(read(changed("¥81.0元", "Y81.0元"), size=(1280, 720)))["total"] == "81.00"


def test_a_class_of_which_the_first_character_is_missing_is_left_out(read, values_of):
    assert "seat_class" not in values_of(read(changed("二等座", "等座"), size=(1280, 720)))


def test_sleeping_berths_and_standing_tickets_are_seats_too(read, values_of):
    assert values_of(read(changed("03车06F号", "11车012号下铺"), size=(1280, 720)))["seat"] == "11车012号下铺"
    assert values_of(read(changed("03车06F号", "11车无座"), size=(1280, 720)))["seat"] == "11车无座"


def test_trains_without_a_letter_are_known_by_the_word_behind(read, values_of):
    assert values_of(read(changed("G1418", "1418次"), size=(1280, 720)))["train_number"] == "1418"


def test_the_edge_of_another_ticket_in_the_picture_is_not_read(read, values_of):
    below = [(300, 700, "M066936"), (300, 760, "太原南站"), (300, 850, "2018年02月03日10:01开"), (300, 900, "¥99.0元")]
    assert values_of(read([*TICKET, *below], size=(1280, 950))) == READ
