-- Guards of the seminars, version 2: substitutes, and a voucher that comes after the enrolment.
--
-- Takes the place of the function of version 1 that is named again here; all other guards stay as
-- they are. Never edited after a release; a change is guards_v3.sql.

-- The facts of the day of enrolment stay. Only a voucher may be added, once, while the person is
-- enrolled and no day of the seminar is confirmed: the funding rule decides whether that is in time.
CREATE OR REPLACE FUNCTION seminars_keep_enrolment() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (NEW.seminar_id, NEW.number, NEW.lotse_id, NEW.kommune_id, NEW.replaces_id, NEW.fee_cents)
        IS DISTINCT FROM (OLD.seminar_id, OLD.number, OLD.lotse_id, OLD.kommune_id, OLD.replaces_id,
        OLD.fee_cents) THEN
        PERFORM seminars_refuse('enrolment_facts_fixed', 'facts of the day of enrolment');
    END IF;
    IF (NEW.voucher_id, NEW.grant_cents) IS DISTINCT FROM (OLD.voucher_id, OLD.grant_cents) AND (
        OLD.voucher_id IS NOT NULL OR NEW.voucher_id IS NULL
        OR OLD.state <> 'enrolled' OR NEW.state <> 'enrolled' OR EXISTS (
            SELECT 1 FROM seminars_dayconfirmation c
            JOIN seminars_seminarday d ON d.id = c.day_id WHERE d.seminar_id = NEW.seminar_id)
    ) THEN
        PERFORM seminars_refuse('enrolment_facts_fixed', 'voucher and grant');
    END IF;
    IF OLD.state <> NEW.state AND OLD.state <> 'enrolled' THEN
        PERFORM seminars_refuse('enrolment_state_transition', OLD.state || ' to ' || NEW.state);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER enrolment_added_voucher_fits BEFORE UPDATE OF voucher_id ON seminars_enrolment
    FOR EACH ROW WHEN (NEW.voucher_id IS DISTINCT FROM OLD.voucher_id AND NEW.voucher_id IS NOT NULL)
    EXECUTE FUNCTION seminars_keep_voucher();
ALTER TABLE seminars_enrolment ENABLE ALWAYS TRIGGER enrolment_added_voucher_fits;

-- A substitute sits where the other one sat: same seminar, same Kommune, and the other one is out.
CREATE FUNCTION seminars_keep_substitute() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM seminars_enrolment e
        WHERE e.id = NEW.replaces_id AND e.seminar_id = NEW.seminar_id
            AND e.kommune_id = NEW.kommune_id AND e.state = 'cancelled'
    ) THEN
        PERFORM seminars_refuse('enrolment_replaces_same_seat', NEW.replaces_id::text);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER enrolment_4_replaces_same_seat BEFORE INSERT ON seminars_enrolment
    FOR EACH ROW WHEN (NEW.replaces_id IS NOT NULL) EXECUTE FUNCTION seminars_keep_substitute();
ALTER TABLE seminars_enrolment ENABLE ALWAYS TRIGGER enrolment_4_replaces_same_seat;
