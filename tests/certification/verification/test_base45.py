import pytest
from hypothesis import given
from hypothesis import strategies as some

from certification.verification import base45


@pytest.mark.parametrize(
    ("content", "text"), [(b"", ""), (b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")]
)
def test_examples_of_the_standard(content, text):
    assert (base45.encode(content), base45.decode(text)) == (text, content)


@given(some.binary(max_size=300))
def test_what_was_coded_comes_back(content):
    assert base45.decode(base45.encode(content)) == content


@pytest.mark.parametrize("text", ["A", "ab0", "GGW", "::", "AAAA"])
def test_what_nobody_codes_is_refused(text):
    with pytest.raises(ValueError, match="base 45"):
        base45.decode(text)
