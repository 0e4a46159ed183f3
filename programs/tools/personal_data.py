"""What the tables of tools hold about people, for the record of processing."""

from accounts.processing import Keeping, describe
from programs.purposes import SAFETY
from programs.tools.models import Consumable, ConsumableIssue, MissingTool, MissingToolStep, NoToolsOut, Tool, ToolIssue

describe(
    Tool,
    SAFETY,
    Keeping.USE,
    words="state_note",
    none="id public_id facility program number number_key name board place is_dangerous state state_since",
)
describe(
    Consumable,
    SAFETY,
    Keeping.USE,
    none="id public_id facility program name unit tolerance is_active",
)
describe(
    ToolIssue,
    SAFETY,
    Keeping.DATED,
    staff="out_by back_by",
    none="id session tool out_at returned back_at",
)
describe(
    ConsumableIssue,
    SAFETY,
    Keeping.DATED,
    staff="out_by back_by",
    none="id session consumable amount_out out_at amount_back amount_used back_at",
)
describe(
    NoToolsOut,
    SAFETY,
    Keeping.DATED,
    staff="said_by",
    none="id session said_at",
)
describe(
    MissingTool,
    SAFETY,
    Keeping.DATED,
    staff="reported_by closed_by",
    words="report outcome",
    none="id public_id tool session state missed_at closed_at",
)
describe(
    MissingToolStep,
    SAFETY,
    Keeping.DATED,
    staff="taken_by",
    words="note",
    none="id case code taken_at recorded_at",
)
