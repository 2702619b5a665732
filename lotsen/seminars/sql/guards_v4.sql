-- Guards of the seminars, version 4: databases of the first days catch up with guards_v1.sql, which
-- was changed before the first release. For all others nothing changes.

-- Every guard has its own search_path: no table of the session stands in for one that it reads.
DO $$
DECLARE
    guard regprocedure;
BEGIN
    FOR guard IN SELECT oid FROM pg_proc
                 WHERE pronamespace = 'public'::regnamespace AND starts_with(proname, 'seminars_')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', guard);
    END LOOP;
END $$;

-- What was confirmed and certified cannot vanish at once.
CREATE OR REPLACE FUNCTION seminars_keep_all() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM seminars_refuse('seminar_records_kept', TG_OP || ' on ' || TG_TABLE_NAME);
END $$;

CREATE OR REPLACE TRIGGER attendances_kept BEFORE TRUNCATE ON seminars_attendance
    FOR EACH STATEMENT EXECUTE FUNCTION seminars_keep_all();
ALTER TABLE seminars_attendance ENABLE ALWAYS TRIGGER attendances_kept;
CREATE OR REPLACE TRIGGER confirmations_kept BEFORE TRUNCATE ON seminars_dayconfirmation
    FOR EACH STATEMENT EXECUTE FUNCTION seminars_keep_all();
ALTER TABLE seminars_dayconfirmation ENABLE ALWAYS TRIGGER confirmations_kept;
CREATE OR REPLACE TRIGGER certificates_kept BEFORE TRUNCATE ON seminars_certificate
    FOR EACH STATEMENT EXECUTE FUNCTION seminars_keep_all();
ALTER TABLE seminars_certificate ENABLE ALWAYS TRIGGER certificates_kept;
