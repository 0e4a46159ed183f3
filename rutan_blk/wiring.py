"""Every hook of the project: an area below declares what it asks for, the module imported here answers.

Importing a module registers what it decorates. Nothing else joins areas or subjects against the direction of their
imports, so whoever asks "what happens too when a date changes?" finds all of it from this list.
"""

# Each sign-in notes when the password was given, from the first one on.
import accounts.confirming

# The pages of batches and participants show assessment and certificates: what is next, and where it is done.
import certification.batch_steps

# Every paper of a center bears the emblem of its template; a name of a program must fit its certificates.
import certification.certificate_templates.printable_names
import certification.certificate_templates.template_dress

# Jobs that the worker carries out without any page having been loaded.
import certification.certificates.issue_certificates
import inmates.imports.acceptance
import inmates.imports.uploads
import programs.offline.queue_files
import reports.wali_sheets.sheet_files

# A result that is changed after the issue calls for another paper.
import certification.certificates.changed_results

# What somebody who leaves, or has left, is still to be given; a place whose end led to a paper stays ended.
import certification.certificates.departures
import certification.certificates.early_ends
import certification.certificates.owed_papers
import certification.certificates.standing_papers

# What the health page tells of the signer, the web and the worker.
import certification.sealing.signer_health
import rutan_blk.health

# The profile shows trainings and their papers, and asks first for the data of those on whom a decision waits.
import certification.register.profile_papers
import programs.places.profile_trainings
import programs.selection.awaited_applicants

# What keeps an accepted import from being undone.
import programs.import_dependents
import reports.import_dependents

# A person's timeline tells of training, results and papers.
import certification.timeline_entries
import programs.timeline_entries

# The inbox: its tasks are counted for the menu of every page, each kind has its words and its link.
import inmates.inbox.inbox_tasks
import programs.places.inbox_kinds
import programs.timetable.inbox_kinds
import programs.attendance.inbox_kinds
import programs.tools.inbox_kinds
import programs.circumstances.inbox_kinds
import certification.assessment.inbox_kinds
import certification.certificates.inbox_kinds

# Counts that differ are told on every page; counts, marks and closing a session raise and end alarms.
import programs.count_alarms.alarm_notices
import programs.count_alarms.alarm_raising
import programs.count_alarms.recorded_since
import programs.count_alarms.said_missing

# Nobody waits at a count for who is announced to be elsewhere; tools and marks from devices are looked at before a
# session is closed.
import programs.attendance.known_absences
import programs.tools.closing_tool_checks
import programs.offline.closing_doubts

# What was recorded of a session keeps it where it stands.
import programs.attendance.session_records
import programs.count_alarms.session_records
import programs.head_counts.session_records
import programs.journal.session_records
import programs.offline.session_records
import programs.tools.session_records

# Work that is due by itself: presence that became too low, offers that ran out, the nightly reconcile.
import programs.attendance.absence_alarms
import programs.selection.place_offers
import reports.reconcile.nightly_run

# With which entry rules a program begins; what later subjects know that entry rules ask for.
import programs.entry_rules.first_rules
import programs.places.taken_places
import programs.selection.promised_places
import programs.timetable.lesson_times
import certification.outside_tests.certified_schemes
import certification.register.certified_places

# On which days somebody was there, before a place ends.
import programs.attendance.days_present

# What changes about people in custody is looked at where they are trained.
import programs.places.place_watch

# The checks of the reconcile, in the order in which it tells what they found.
import reports.reconcile.custody_checks
import reports.reconcile.training_checks
import reports.reconcile.record_checks

# What the merge of two records makes of the rows of reports.
import reports.merged_records

# What audit and access log say in words, subject by subject.
import accounts.audit_words
import inmates.people.audit_words
import inmates.custody.audit_words
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
import certification.certificates.audit_words
import reports.subject_file.audit_words
import reports.fairness.audit_words
import reports.wali_sheets.audit_words
