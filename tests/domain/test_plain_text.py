"""Words of somebody else within a sentence of ours."""

from bot.domain.plain_text import one_line


def test_they_stand_on_one_line_and_do_nothing_there() -> None:
    assert one_line(" red:\x1b[31m\n\u202eevil\t\ud800 ", 80) == "red:\ufffd[31m \ufffdevil \ufffd"


def test_they_are_cut_where_they_are_endless() -> None:
    assert one_line("word " * 99, 10) == "word word…"
