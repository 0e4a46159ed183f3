"""Every hook of the project: an area below declares what it asks for, and the modules imported here answer.

Importing a module registers what it decorates. Nothing else connects areas or subjects against the direction of their
imports, so this list answers questions such as "what else happens when a date changes?".
"""

# Each sign-in records when the password was given, from the first one on.
import accounts.confirming

# Each act says what it is where its password is asked for.
import rutan_blk.confirmed_acts

# Failures and lock-outs become events of the audit.
import accounts.sign_in_events

# The pages of batches and participants show assessment and certificates: the next step, and where it is done.
import certification.batch_steps
import reports.closing.batch_links

# Every paper of a center bears its template's emblem; a program's name must fit its certificates.
import certification.certificate_templates.printable_names
import certification.certificate_templates.template_dress

# The numbers that the yearly evaluation of an agreement keeps, in the order in which it shows them.
import programs.places.agreement_figures
import certification.certificates.agreement_figures

# Jobs the worker must know, although it loads no page.
import certification.certificates.issue_certificates
import inmates.imports.acceptance
import inmates.imports.uploads
import programs.offline.queue_files
import reports.wali_sheets.sheet_files

# A result changed after issue requires a new paper, and a corrected name its replacement.
import certification.certificates.changed_results
import certification.certificates.replacement

# Graduates who agreed are followed from the end of their training, by the days of their waves.
import outcomes.followup.following
import outcomes.followup.holder_grants
import outcomes.followup.holder_pins
import outcomes.followup.waiting_numbers
import outcomes.followup.readiness_answers
import outcomes.followup.withdrawal
import programs.registrations.outgrown_contacts
import outcomes.aids.aid_uses
import outcomes.effect.closed_waves
import outcomes.effect.counted_expired
import outcomes.effect.year_counting
import reports.region.region_counting

# The end of an agreement ends introductions.
import outcomes.placement.introductions

# What people who leave are owed; a place whose end produced a paper cannot be reopened.
import certification.certificates.departures
import certification.certificates.early_ends
import certification.certificates.owed_papers
import certification.certificates.standing_papers
import outcomes.leaving.departures
import outcomes.leaving.owed_items

# Lists that training centers take in from spreadsheets, and the numbers that stand on papers from before.
import programs.registrations.list_import
import certification.earlier_certificates.earlier_import
import certification.earlier_certificates.before_numbers
import certification.earlier_certificates.earlier_export

# Whether somebody was asked, for those who prepare the leaving.

# The access log is linked to a chain, and heads of chains are signed outside of the database.
import core.access_chain
import certification.sealing.head_anchors
import certification.sealing.daily_roots
import certification.sealing.root_stamps

# Before it seals a skill passport the signer makes it anew from the register.
import outcomes.leaving.sealed_passport

# Health checks for the signer, the clock, the web server and the worker.
import certification.sealing.signer_health
import core.clock_watch
import rutan_blk.health

# The profile shows trainings with their papers, and prompts for the data of people awaiting a decision.
import certification.register.profile_papers
import programs.places.profile_trainings
import programs.selection.awaited_applicants

# Pages to which earlier pages lead: the own account, the profile, an employer, a job.
import programs.circumstances.page_links
import programs.selection.page_links
import programs.recognized_units.page_links
import programs.timetable.page_links
import outcomes.leaving.page_links
import outcomes.probation.page_links
import outcomes.aids.page_links
import outcomes.placement.page_links
import reports.job_list.page_links
import certification.earlier_certificates.page_links

# The names of pages, for the access log.
import reports.home.menu

# What keeps an accepted import from being undone.
import programs.import_dependents
import certification.import_dependents
import outcomes.import_dependents
import reports.import_dependents

# A person's timeline includes training, results and papers.
import certification.timeline_entries
import programs.timeline_entries

# The inbox: its tasks are counted for every page's menu; each kind has its wording and link.
import inmates.inbox.inbox_tasks
import inmates.consents.guardian_consents
import programs.places.inbox_kinds
import programs.timetable.inbox_kinds
import programs.attendance.inbox_kinds
import programs.tools.inbox_kinds
import programs.circumstances.inbox_kinds
import certification.assessment.inbox_kinds
import certification.certificates.inbox_kinds
import reports.rights.inbox_kinds

# Count alarms are shown on every page; counts, marks and closing a session raise and end them.
import programs.count_alarms.alarm_notices
import programs.count_alarms.alarm_raising
import programs.count_alarms.recorded_since
import programs.count_alarms.said_missing

# Announced absentees are not expected at a count; tools and device marks are checked before a session is closed.
import programs.attendance.known_absences
import programs.tools.closing_tool_checks
import programs.offline.closing_doubts

# Records about a session that prevent moving it.
import programs.attendance.session_records
import programs.count_alarms.session_records
import programs.head_counts.session_records
import programs.journal.session_records
import programs.offline.session_records
import programs.tools.session_records

# Planning a batch asks whether anybody is known to need it.
import outcomes.needs.batch_needs

# Recurring work: attendance that became too low, expired offers, the nightly reconcile.
import programs.attendance.absence_alarms
import certification.assessment.assessor_registrations
import programs.selection.place_offers
import reports.reconcile.nightly_run
import reports.upkeep.running
import rutan_blk.backups.upkeep_works
import rutan_blk.field_key
import reports.upkeep.upkeep_state
import reports.suspicions.patterns
import reports.retention.destructions
import accounts.served_traces
import reports.rights.rights_requests

# The entry rules a program starts with, and facts of later subjects that entry rules refer to.
import programs.entry_rules.first_rules
import programs.places.taken_places
import programs.selection.promised_places
import programs.timetable.late_entry
import programs.timetable.lesson_times
import certification.outside_tests.certified_schemes
import certification.register.certified_places
import certification.assessment.passed_units
import programs.recognized_units.learned_units

# The days on which a person attended, before a place ends.
import programs.attendance.days_present

# Changes of custody are checked where the people are in training.
import programs.places.place_watch

# A vacancy needs whom to ask for at its employer.
import outcomes.placement.employer_vacancies
import outcomes.placement.employers_in_use
import outcomes.placement.vacancy_needs

# Kinds of records of subjects above that of retention; open matters, for which a person keeps the name.
import inmates.inbox.served_tasks
import programs.registrations.served_registrations
import reports.breaches.served_breaches
import reports.rights.served_requests
import reports.subject_file.served_requests

# The reconcile's checks, in the order in which it reports.
import reports.reconcile.custody_checks
import reports.reconcile.training_checks
import reports.reconcile.record_checks

# How merging two records affects the rows of later areas.
import outcomes.followup.merged_consents
import outcomes.probation.merged_shares
import outcomes.placement.merged_introductions
import outcomes.leaving.merged_records
import certification.earlier_certificates.merged_records
import outcomes.aids.merged_aids
import reports.merged_records

# Whether accounts hold the roles that were given, and show what their owners registered: verify_audit asks.
import accounts.role_proof
import accounts.factor_marks

# On whose order rows of append-only tables went: verify_audit asks.
import reports.retention.destruction_proof

# Wording of the audit and access log, subject by subject.
import accounts.audit_words
import inmates.people.audit_words
import inmates.custody.audit_words
import inmates.consents.audit_words
import inmates.inbox.audit_words
import inmates.imports.audit_words
import inmates.profile.audit_words
import programs.catalog.audit_words
import programs.agreements.audit_words
import programs.batches.audit_words
import programs.entry_rules.audit_words
import programs.interviews.audit_words
import programs.selection.audit_words
import programs.places.audit_words
import programs.recognized_units.audit_words
import programs.registrations.audit_words
import programs.timetable.audit_words
import programs.head_counts.audit_words
import programs.attendance.audit_words
import programs.journal.audit_words
import programs.movements.audit_words
import programs.tools.audit_words
import programs.count_alarms.audit_words
import programs.circumstances.audit_words
import programs.merged_records.audit_words
import programs.offline.audit_words
import programs.batch_lifecycle.audit_words
import certification.register.audit_words
import certification.certificate_templates.audit_words
import certification.assessment.audit_words
import certification.verification.audit_words
import certification.sealing.audit_words
import certification.outside_tests.audit_words
import certification.earlier_certificates.audit_words
import certification.certificates.audit_words
import outcomes.needs.audit_words
import outcomes.leaving.audit_words
import outcomes.followup.audit_words
import outcomes.probation.audit_words
import outcomes.aids.audit_words
import outcomes.placement.audit_words
import outcomes.effect.audit_words
import outcomes.plan.audit_words
import reports.retention.audit_words
import reports.breaches.audit_words
import reports.rights.audit_words
import reports.subject_file.audit_words
import reports.fairness.audit_words
import reports.wali_sheets.audit_words
import reports.monthly.audit_words
import reports.closing.audit_words
import reports.yearly.audit_words
import reports.region.audit_words
import reports.suspicions.audit_words
import rutan_blk.audit_words

# What the tables hold about people, in the order of the record of processing; accounts come last.
import inmates.people.personal_data
import inmates.custody.personal_data
import inmates.consents.personal_data
import inmates.inbox.personal_data
import inmates.imports.personal_data
import programs.catalog.personal_data
import programs.agreements.personal_data
import programs.batches.personal_data
import programs.entry_rules.personal_data
import programs.interviews.personal_data
import programs.selection.personal_data
import programs.places.personal_data
import programs.recognized_units.personal_data
import programs.registrations.personal_data
import programs.timetable.personal_data
import programs.head_counts.personal_data
import programs.attendance.personal_data
import programs.journal.personal_data
import programs.tools.personal_data
import programs.count_alarms.personal_data
import programs.offline.personal_data
import certification.register.personal_data
import certification.certificate_templates.personal_data
import certification.assessment.personal_data
import certification.verification.personal_data
import certification.sealing.personal_data
import certification.outside_tests.personal_data
import certification.earlier_certificates.personal_data
import certification.certificates.personal_data
import outcomes.needs.personal_data
import outcomes.leaving.personal_data
import outcomes.followup.personal_data
import outcomes.probation.personal_data
import outcomes.aids.personal_data
import outcomes.placement.personal_data
import outcomes.effect.personal_data
import outcomes.plan.personal_data
import reports.retention.personal_data
import reports.breaches.personal_data
import reports.rights.personal_data
import reports.subject_file.personal_data
import reports.wali_sheets.personal_data
import reports.monthly.personal_data
import reports.closing.personal_data
import reports.yearly.personal_data
import reports.region.personal_data
import reports.suspicions.personal_data
import reports.reconcile.personal_data
import reports.upkeep.personal_data
import accounts.personal_data
