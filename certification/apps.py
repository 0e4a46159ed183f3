from importlib import import_module

from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "certification"

    def ready(self):
        # The worker must know the kinds of jobs without any page having been loaded.
        import_module("certification.certificates.issue_certificates")
        # What somebody who has left is still to be given.
        import_module("certification.certificates.owed_papers")
        # What the health page tells of the signer.
        import_module("certification.sealing.signer_health")
        # The pages of batches and participants show assessment and certificates, and import nothing of them.
        import_module("certification.batch_steps")
        # A place whose end led to a paper stays ended.
        import_module("certification.certificates.standing_papers")
        # Names of programs are typed on pages that import nothing of certificates.
        import_module("certification.certificate_templates.printable_names")
        # Every paper of a center bears the emblem of its template.
        import_module("certification.certificate_templates.template_dress")
        # A person's timeline tells of results and papers too.
        import_module("certification.timeline_entries")
