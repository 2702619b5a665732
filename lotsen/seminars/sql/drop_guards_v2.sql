DROP TRIGGER enrolment_4_replaces_same_seat ON seminars_enrolment;
DROP TRIGGER enrolment_added_voucher_fits ON seminars_enrolment;
DROP FUNCTION seminars_keep_substitute();
CREATE OR REPLACE FUNCTION seminars_keep_enrolment() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (NEW.seminar_id, NEW.number, NEW.lotse_id, NEW.kommune_id, NEW.voucher_id, NEW.fee_cents,
        NEW.grant_cents)
        IS DISTINCT FROM (OLD.seminar_id, OLD.number, OLD.lotse_id, OLD.kommune_id, OLD.voucher_id,
        OLD.fee_cents, OLD.grant_cents) THEN
        PERFORM seminars_refuse('enrolment_facts_fixed', 'facts of the day of enrolment');
    END IF;
    IF OLD.state <> NEW.state AND OLD.state <> 'enrolled' THEN
        PERFORM seminars_refuse('enrolment_state_transition', OLD.state || ' to ' || NEW.state);
    END IF;
    RETURN NEW;
END $$;
