import json
from datetime import UTC

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from core.errors import RuleViolation
from reports.reconcile.contradictions import KINDS
from reports.reconcile.models import ReconcileRun
from reports.reconcile.nightly_run import reconcile

# Distinct from 1, so that cron or a monitor can tell contradictions from errors.
UNDER_WAY = 2


class Command(BaseCommand):
    help = "Looks for records that contradict each other, in every office. Changes none; ends with 1 if it finds any."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="the counts as JSON")

    def handle(self, *args, **options):
        with translation.override("en"):
            try:
                run = reconcile()
            except RuleViolation as violation:
                raise CommandError(str(violation), returncode=UNDER_WAY) from violation
            report = report_of(run)
            self.stdout.write(json.dumps(report, indent=2) if options["json"] else text_of(report))
        if report["count"]:
            raise CommandError(f"Contradictions: {report['count']}. The officers of each office see which records.")


def report_of(run: ReconcileRun) -> dict:
    """Kinds and counts by office, without personal data."""
    rows = run.counts.select_related("facility", "training_center").order_by("pk")
    kinds = [
        {
            "kind": row.kind,
            "title": title_of(row.kind),
            "office": row.office_code or None,
            "count": row.count,
            "new": row.new,
            "gone": row.gone,
        }
        for row in rows
    ]
    sums = {name: sum(kind[name] for kind in kinds) for name in ("count", "new", "gone")}
    return {
        "started_at": run.started_at.astimezone(UTC).isoformat(timespec="seconds"),
        "seconds": round(run.seconds, 1),
        "looked_for": len(KINDS),
        **sums,
        "kinds": kinds,
    }


def title_of(code: str) -> str:
    # Findings of a check that no longer exists disappear with it; they are counted as gone once more.
    return str(KINDS[code].title) if code in KINDS else code


def text_of(report: dict) -> str:
    lines = [
        f"{report['looked_for']} kinds of contradictions were looked for in {report['seconds']} s.",
        f"{report['count']} found, {report['new']} new, {report['gone']} gone since the last time.",
    ]
    for row in report["kinds"]:
        change = f"(+{row['new']} -{row['gone']})"
        lines.append(f"{row['count']:7} {change:12} {row['office'] or 'system':20} {row['title']} [{row['kind']}]")
    return "\n".join(lines)
