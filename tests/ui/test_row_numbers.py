import pytest

from ui.views import row_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("", 0), ("-1", 0), ("1.0", 0), ("١٢", 0), ("1\x00", 0), ("9" * 20, 0), ("9" * 5000, 0)],
)
def test_what_is_no_key_of_a_row_names_none(text, number):
    assert row_number(text) == number
