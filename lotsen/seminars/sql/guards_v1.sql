-- Guards of the seminars, version 1. They hold even past the services.
--
-- Every refusal is a check_violation with a constraint name: Django sees an IntegrityError and
-- core/db.py finds the German sentence. Where something is counted, the parent is locked first and
-- counted in the next statement, which under READ COMMITTED sees what the previous holder of the
-- lock committed. Every function has its own search_path with pg_temp last, so that no table of the
-- session stands in for one that it reads. This file belongs to a migration and is never edited after a release; a change
-- is guards_v2.sql.

CREATE FUNCTION seminars_refuse(rule text, detail text) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'seminars: %', detail USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

-- 1. State machines: the same tables as in seminars/enums.py --------------------------------------

CREATE FUNCTION seminars_keep_seminar_states() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('draft', 'published'), ('draft', 'cancelled'),
        ('published', 'completed'), ('published', 'cancelled')
    ) THEN
        PERFORM seminars_refuse('seminar_state_transition', OLD.state || ' to ' || NEW.state);
    END IF;
    IF NEW.state = 'completed' AND (
        SELECT count(*) FROM seminars_dayconfirmation c JOIN seminars_seminarday d ON d.id = c.day_id
        WHERE d.seminar_id = NEW.id
    ) < 3 THEN
        PERFORM seminars_refuse('seminar_completed_when_confirmed', 'days without confirmation');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER seminar_state_transition BEFORE UPDATE OF state ON seminars_seminar
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION seminars_keep_seminar_states();
ALTER TABLE seminars_seminar ENABLE ALWAYS TRIGGER seminar_state_transition;

CREATE FUNCTION seminars_keep_enrolment() RETURNS trigger LANGUAGE plpgsql
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

CREATE TRIGGER enrolment_facts_and_states BEFORE UPDATE ON seminars_enrolment
    FOR EACH ROW EXECUTE FUNCTION seminars_keep_enrolment();
ALTER TABLE seminars_enrolment ENABLE ALWAYS TRIGGER enrolment_facts_and_states;

CREATE FUNCTION seminars_keep_enrolments() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM seminars_refuse('enrolment_kept', 'cancelled, never deleted');
END $$;

CREATE TRIGGER enrolment_kept BEFORE DELETE ON seminars_enrolment
    FOR EACH ROW EXECUTE FUNCTION seminars_keep_enrolments();
CREATE TRIGGER enrolments_kept BEFORE TRUNCATE ON seminars_enrolment
    FOR EACH STATEMENT EXECUTE FUNCTION seminars_keep_enrolments();
ALTER TABLE seminars_enrolment ENABLE ALWAYS TRIGGER enrolment_kept;
ALTER TABLE seminars_enrolment ENABLE ALWAYS TRIGGER enrolments_kept;

-- 2. Three days in order, deadlines before them; checked at the end of the transaction ------------

CREATE FUNCTION seminars_keep_days() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    wanted uuid;
    plan record;
BEGIN
    IF TG_TABLE_NAME = 'seminars_seminar' THEN
        wanted := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        wanted := OLD.seminar_id;
    ELSE
        wanted := NEW.seminar_id;
    END IF;
    SELECT s.enrol_until, s.cancel_until, count(d.id) AS days, min(d.held_on) AS first_day,
           array_agg(d.held_on ORDER BY d.number) = array_agg(d.held_on ORDER BY d.held_on) AS ordered
        INTO plan
        FROM seminars_seminar s LEFT JOIN seminars_seminarday d ON d.seminar_id = s.id
        WHERE s.id = wanted GROUP BY s.id;
    IF NOT FOUND THEN
        RETURN NULL;  -- the seminar itself was deleted in this transaction
    END IF;
    IF plan.days <> 3 OR NOT plan.ordered THEN
        PERFORM seminars_refuse('seminar_three_days_in_order', plan.days || ' days');
    END IF;
    IF plan.enrol_until > plan.first_day OR plan.cancel_until > plan.first_day THEN
        PERFORM seminars_refuse('seminar_deadlines_before_first_day', plan.first_day::text);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER seminar_three_days_in_order
    AFTER INSERT OR UPDATE OF enrol_until, cancel_until, state ON seminars_seminar
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seminars_keep_days();
ALTER TABLE seminars_seminar ENABLE ALWAYS TRIGGER seminar_three_days_in_order;
CREATE CONSTRAINT TRIGGER seminar_day_in_order
    AFTER INSERT OR UPDATE OR DELETE ON seminars_seminarday
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION seminars_keep_days();
ALTER TABLE seminars_seminarday ENABLE ALWAYS TRIGGER seminar_day_in_order;

CREATE FUNCTION seminars_fix_days() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT state FROM seminars_seminar WHERE id = OLD.seminar_id) <> 'draft' THEN
        PERFORM seminars_refuse('seminar_days_fixed_once_published', TG_OP);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER seminar_days_fixed_once_published BEFORE UPDATE OR DELETE ON seminars_seminarday
    FOR EACH ROW EXECUTE FUNCTION seminars_fix_days();
ALTER TABLE seminars_seminarday ENABLE ALWAYS TRIGGER seminar_days_fixed_once_published;

-- 3. Places -------------------------------------------------------------------------------------

CREATE FUNCTION seminars_keep_capacity() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    seminar record;
    taken integer;
BEGIN
    SELECT max_seats, state INTO seminar FROM seminars_seminar WHERE id = NEW.seminar_id
        FOR NO KEY UPDATE;
    IF seminar.state <> 'published' THEN
        PERFORM seminars_refuse('enrolment_only_when_published', seminar.state);
    END IF;
    SELECT count(*) INTO taken FROM seminars_enrolment
        WHERE seminar_id = NEW.seminar_id AND state <> 'cancelled';
    IF taken >= seminar.max_seats THEN
        PERFORM seminars_refuse('enrolment_within_capacity', seminar.max_seats || ' seats');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER enrolment_1_within_capacity BEFORE INSERT ON seminars_enrolment
    FOR EACH ROW WHEN (NEW.state <> 'cancelled') EXECUTE FUNCTION seminars_keep_capacity();
ALTER TABLE seminars_enrolment ENABLE ALWAYS TRIGGER enrolment_1_within_capacity;

CREATE FUNCTION seminars_keep_one_place_a_day() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM people_lotse WHERE id = NEW.lotse_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM seminars_enrolment e
        JOIN seminars_seminarday other ON other.seminar_id = e.seminar_id
        JOIN seminars_seminarday own ON own.held_on = other.held_on
        WHERE e.lotse_id = NEW.lotse_id AND e.state <> 'cancelled'
            AND e.seminar_id <> NEW.seminar_id AND own.seminar_id = NEW.seminar_id
    ) THEN
        PERFORM seminars_refuse('enrolment_one_seminar_a_day', NEW.lotse_id::text);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER enrolment_2_one_seminar_a_day BEFORE INSERT ON seminars_enrolment
    FOR EACH ROW WHEN (NEW.state <> 'cancelled') EXECUTE FUNCTION seminars_keep_one_place_a_day();
ALTER TABLE seminars_enrolment ENABLE ALWAYS TRIGGER enrolment_2_one_seminar_a_day;

CREATE FUNCTION seminars_keep_voucher() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM vouchers_voucher v JOIN seminars_seminar s ON s.id = NEW.seminar_id
        WHERE v.id = NEW.voucher_id AND v.lotse_id = NEW.lotse_id
            AND v.kommune_id = NEW.kommune_id AND v.provider_id = s.provider_id
    ) THEN
        PERFORM seminars_refuse('enrolment_voucher_fits', NEW.voucher_id);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER enrolment_3_voucher_fits BEFORE INSERT ON seminars_enrolment
    FOR EACH ROW WHEN (NEW.voucher_id IS NOT NULL) EXECUTE FUNCTION seminars_keep_voucher();
ALTER TABLE seminars_enrolment ENABLE ALWAYS TRIGGER enrolment_3_voucher_fits;

CREATE FUNCTION seminars_keep_seats() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.max_seats < (SELECT count(*) FROM seminars_enrolment
                        WHERE seminar_id = NEW.id AND state <> 'cancelled') THEN
        PERFORM seminars_refuse('seminar_seats_cover_enrolments', NEW.max_seats::text);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER seminar_seats_cover_enrolments BEFORE UPDATE OF max_seats ON seminars_seminar
    FOR EACH ROW WHEN (NEW.max_seats < OLD.max_seats) EXECUTE FUNCTION seminars_keep_seats();
ALTER TABLE seminars_seminar ENABLE ALWAYS TRIGGER seminar_seats_cover_enrolments;

-- 4. Attendance, confirmation, certificate ------------------------------------------------------

CREATE FUNCTION seminars_keep_attendance() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    mark seminars_attendance;
BEGIN
    mark := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    PERFORM 1 FROM seminars_seminarday WHERE id = mark.day_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM seminars_dayconfirmation WHERE day_id = mark.day_id) THEN
        PERFORM seminars_refuse('attendance_frozen_when_confirmed', TG_OP);
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM seminars_seminarday d JOIN seminars_enrolment e ON e.seminar_id = d.seminar_id
        WHERE d.id = mark.day_id AND e.id = mark.enrolment_id
    ) THEN
        PERFORM seminars_refuse('attendance_day_of_own_seminar', mark.day_id::text);
    END IF;
    IF TG_OP <> 'DELETE' AND EXISTS (
        SELECT 1 FROM seminars_enrolment WHERE id = mark.enrolment_id AND state = 'cancelled'
    ) THEN
        PERFORM seminars_refuse('attendance_of_live_enrolment', mark.enrolment_id::text);
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.day_id, NEW.enrolment_id) IS DISTINCT FROM
        (OLD.day_id, OLD.enrolment_id) THEN
        PERFORM seminars_refuse('attendance_stays_where_it_is', mark.id::text);
    END IF;
    RETURN mark;
END $$;

CREATE TRIGGER attendance_kept BEFORE INSERT OR UPDATE OR DELETE ON seminars_attendance
    FOR EACH ROW EXECUTE FUNCTION seminars_keep_attendance();
ALTER TABLE seminars_attendance ENABLE ALWAYS TRIGGER attendance_kept;

CREATE FUNCTION seminars_keep_confirmation() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    day record;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM seminars_refuse('confirmation_final', TG_OP);
    END IF;
    SELECT d.held_on, s.state INTO day FROM seminars_seminarday d
        JOIN seminars_seminar s ON s.id = d.seminar_id WHERE d.id = NEW.day_id
        FOR NO KEY UPDATE OF d;
    IF day.state <> 'published' THEN
        PERFORM seminars_refuse('confirmation_only_when_published', day.state);
    END IF;
    IF (NEW.confirmed_at AT TIME ZONE 'Europe/Berlin')::date < day.held_on THEN
        PERFORM seminars_refuse('confirmation_not_before_day', day.held_on::text);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER confirmation_final BEFORE INSERT OR UPDATE OR DELETE ON seminars_dayconfirmation
    FOR EACH ROW EXECUTE FUNCTION seminars_keep_confirmation();
ALTER TABLE seminars_dayconfirmation ENABLE ALWAYS TRIGGER confirmation_final;

CREATE FUNCTION seminars_keep_certificate() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM seminars_refuse('certificate_stays', OLD.number);
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF (SELECT state FROM seminars_enrolment WHERE id = NEW.enrolment_id) <> 'completed' THEN
            PERFORM seminars_refuse('certificate_only_when_completed', NEW.number);
        END IF;
    ELSIF (NEW.number, NEW.code, NEW.enrolment_id, NEW.issued_on) IS DISTINCT FROM
        (OLD.number, OLD.code, OLD.enrolment_id, OLD.issued_on)
        OR (OLD.document_id IS NOT NULL AND NEW.document_id IS DISTINCT FROM OLD.document_id) THEN
        PERFORM seminars_refuse('certificate_never_changes', OLD.number);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER certificate_kept BEFORE INSERT OR UPDATE OR DELETE ON seminars_certificate
    FOR EACH ROW EXECUTE FUNCTION seminars_keep_certificate();
ALTER TABLE seminars_certificate ENABLE ALWAYS TRIGGER certificate_kept;

-- Row triggers do not see TRUNCATE: what was confirmed and certified could vanish at once.
CREATE FUNCTION seminars_keep_all() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM seminars_refuse('seminar_records_kept', TG_OP || ' on ' || TG_TABLE_NAME);
END $$;

CREATE TRIGGER attendances_kept BEFORE TRUNCATE ON seminars_attendance
    FOR EACH STATEMENT EXECUTE FUNCTION seminars_keep_all();
ALTER TABLE seminars_attendance ENABLE ALWAYS TRIGGER attendances_kept;
CREATE TRIGGER confirmations_kept BEFORE TRUNCATE ON seminars_dayconfirmation
    FOR EACH STATEMENT EXECUTE FUNCTION seminars_keep_all();
ALTER TABLE seminars_dayconfirmation ENABLE ALWAYS TRIGGER confirmations_kept;
CREATE TRIGGER certificates_kept BEFORE TRUNCATE ON seminars_certificate
    FOR EACH STATEMENT EXECUTE FUNCTION seminars_keep_all();
ALTER TABLE seminars_certificate ENABLE ALWAYS TRIGGER certificates_kept;
