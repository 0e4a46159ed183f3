from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0029_standing_figures")]

    operations = [
        migrations.AddField(
            model_name="planline",
            name="level",
            field=models.CharField(
                choices=[("dasar", "Basic"), ("lanjutan", "Advanced")],
                default="dasar",
                help_text="That of the program.",
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="planline", name="plan_line_stands_once"),
        migrations.AddConstraint(
            model_name="planline",
            constraint=models.UniqueConstraint(fields=("plan", "vocation", "level"), name="plan_line_stands_once"),
        ),
    ]
