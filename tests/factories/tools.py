import factory

from programs.tools.models import Consumable, Tool
from programs.tools.tool_register import number_key
from tests.factories.accounts import FacilityFactory
from tests.factories.programs import ProgramFactory


class ToolFactory(factory.django.DjangoModelFactory):
    """A tool in use; `session=...` puts it on the list of that session's program."""

    class Meta:
        model = Tool

    class Params:
        session = None

    facility = factory.Maybe("session", factory.SelfAttribute("session.facility"), factory.SubFactory(FacilityFactory))
    program = factory.Maybe(
        "session", factory.SelfAttribute("session.batch.version.program"), factory.SubFactory(ProgramFactory)
    )
    number = factory.Sequence(lambda n: f"K-{n:04d}")
    number_key = factory.LazyAttribute(lambda tool: number_key(tool.number))
    name = "Palu terak"
    board = "Papan A"
    place = factory.Sequence(str)


class ConsumableFactory(factory.django.DjangoModelFactory):
    """Electrodes in grams, 20 g of which may get lost."""

    class Meta:
        model = Consumable

    class Params:
        session = None

    facility = factory.Maybe("session", factory.SelfAttribute("session.facility"), factory.SubFactory(FacilityFactory))
    program = factory.Maybe(
        "session", factory.SelfAttribute("session.batch.version.program"), factory.SubFactory(ProgramFactory)
    )
    name = factory.Sequence(lambda n: f"Elektroda {n}")
    unit = "g"
    tolerance = 20
