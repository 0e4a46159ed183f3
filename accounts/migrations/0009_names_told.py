from django.db import migrations, models

KINDS = [
    ("roles_given", "Roles given"),
    ("roles_taken", "Roles taken"),
    ("roles_refused", "Roles refused"),
    ("password_given", "Password given anew"),
    ("colleague_given", "Password of a colleague given anew"),
    ("new_device", "Sign-in from an unknown device"),
    ("card_given", "Code card given"),
    ("factor_added", "Second factor added"),
    ("renamed", "Name or staff number changed"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_separate_roles_stay")]

    operations = [migrations.AlterField("notice", "kind", models.CharField(choices=KINDS, max_length=16))]
