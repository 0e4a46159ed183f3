from django.db import migrations
from django.db.models import Count


def tell_levels(apps, _schema_editor):
    """Each line takes the level of its program; plans in preparation get lines for the levels that they lack.

    The new lines propose nothing until somebody says how many batches can be taught.
    """
    lines, versions = apps.get_model("outcomes", "PlanLine").objects, apps.get_model("programs", "ProgramVersion")
    for pk, level in lines.exclude(version__program__level="dasar").values_list("pk", "version__program__level"):
        lines.filter(pk=pk).update(level=level)
    for plan in apps.get_model("outcomes", "TrainingPlan").objects.filter(state="draft"):
        there = set(plan.lines.values_list("vocation", "level"))
        opened = versions.objects.filter(state="open", program__training_center=plan.training_center_id)
        for version in opened.select_related("program").order_by("pk"):
            step = version.program.vocation_id, version.program.level
            if step not in there:
                there.add(step)
                lines.create(
                    plan=plan,
                    vocation_id=step[0],
                    level=step[1],
                    version=version,
                    seats=version.class_maximum,
                    runs=0,
                )


def one_line_a_vocation(apps, _schema_editor):
    """Back to one line a vocation: the basic one, where there is one. What was decided stays in the minutes."""
    lines = apps.get_model("outcomes", "PlanLine").objects
    twice = lines.values("plan", "vocation").annotate(number=Count("pk")).filter(number__gt=1).order_by()
    for plan, vocation in list(twice.values_list("plan", "vocation")):
        # "dasar" comes before "lanjutan".
        first = lines.filter(plan=plan, vocation=vocation).order_by("level", "pk").first()
        lines.filter(plan=plan, vocation=vocation).exclude(pk=first.pk).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0030_levels_of_plan_lines"),
        ("programs", "0036_decided_by_rules_and_reasons"),
    ]

    operations = [migrations.RunPython(tell_levels, one_line_a_vocation)]
