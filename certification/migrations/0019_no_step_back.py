"""What ended stays so: a certificate that was revoked or replaced, and a key of seals, which also stays the same key."""

from django.db import migrations

from core.append_only import allow_steps, refuse_steps

STEPS = {
    "certification_certificate": (
        "(OLD.state IN ('revoked', 'superseded') AND NEW.state <> OLD.state) "
        "OR (OLD.state = 'revoked' AND (NEW.revoked_at IS NULL OR NEW.revoked_at <> OLD.revoked_at))"
    ),
    "certification_sealkey": (
        "(OLD.state <> 'active' AND NEW.state NOT IN (OLD.state, 'compromised')) "
        "OR NEW.id <> OLD.id OR NEW.training_center_id <> OLD.training_center_id OR NEW.certificate <> OLD.certificate "
        "OR NEW.fingerprint <> OLD.fingerprint OR NEW.valid_from <> OLD.valid_from "
        "OR NEW.valid_until <> OLD.valid_until OR NEW.made_at <> OLD.made_at"
    ),
}


def refuse_all(apps, editor):
    for table, when in STEPS.items():
        refuse_steps(editor.connection, table, when=when)


def allow_all(apps, editor):
    for table in STEPS:
        allow_steps(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("certification", "0018_holder_papers_proven")]

    operations = [migrations.RunPython(refuse_all, allow_all)]
