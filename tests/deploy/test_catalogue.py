"""The catalogue of messages is kept complete and in one form by a command."""

from io import BytesIO

from babel.messages.pofile import read_po

from deploy import catalogue


def catalog(body):
    return read_po(BytesIO(catalogue.HEAD.encode() + b"\n" + body.encode()))


def test_update_adds_what_is_new_and_takes_out_what_nothing_uses():
    had = catalog('msgid "Kept"\nmsgstr "Tetap"\n\nmsgid "Gone"\nmsgstr "Hilang"\n')
    wanted = catalog(
        'msgid "New %(name)s"\nmsgstr ""\n\nmsgid "Kept"\nmsgstr ""\n\nmsgid "One"\nmsgid_plural "Many"\nmsgstr[0] ""\n'
    )

    text = catalogue.text_of(catalogue.updated(had, wanted)).decode()

    assert text == catalogue.HEAD + (
        '\nmsgid "Kept"\nmsgstr "Tetap"\n'
        '\n#, python-format\nmsgid "New %(name)s"\nmsgstr ""\n'
        '\nmsgid "One"\nmsgid_plural "Many"\nmsgstr[0] ""\n'
    )


def test_what_is_new_is_missing_until_it_is_translated():
    wanted = catalog('msgid "New"\nmsgstr ""\n')

    had = catalogue.updated(catalog(""), wanted)

    assert list(catalogue.faults(wanted, had)) == ["not translated: 'New' "]


def test_catalogue_in_the_repository_is_in_the_one_form():
    assert catalogue.SOURCE.read_bytes() == catalogue.text_of(catalogue.read(catalogue.SOURCE))
