-- What the signer may do in PostgreSQL: read, and write only what a seal writes. UPDATE (id) is for locks.
GRANT USAGE ON SCHEMA public TO "terampil-segel";
GRANT SELECT ON ALL TABLES IN SCHEMA public TO "terampil-segel";
GRANT INSERT ON certification_certificatefile, certification_sealkey, core_auditevent, core_auditchain TO "terampil-segel";
GRANT UPDATE ON certification_sealkey, certification_holderpaper, core_auditchain TO "terampil-segel";
GRANT UPDATE (id) ON certification_certificate, accounts_trainingcenter TO "terampil-segel";
GRANT DELETE ON certification_unsealedfile TO "terampil-segel";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "terampil-segel";
