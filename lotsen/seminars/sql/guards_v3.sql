-- Guards of the seminars, version 3: lines without a fixed number of days (docs/programme.md § 4).
--
-- Takes the place of the functions of version 1 that are named again here. Never edited after a
-- release; a change is guards_v4.sql.

CREATE OR REPLACE FUNCTION seminars_keep_days() RETURNS trigger LANGUAGE plpgsql
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
    SELECT s.enrol_until, s.cancel_until, l.days_fixed, count(d.id) AS days,
           min(d.held_on) AS first_day, max(d.number) AS last_number,
           array_agg(d.held_on ORDER BY d.number) = array_agg(d.held_on ORDER BY d.held_on) AS ordered
        INTO plan
        FROM seminars_seminar s JOIN vouchers_fundingline l ON l.id = s.line_id
        LEFT JOIN seminars_seminarday d ON d.seminar_id = s.id
        WHERE s.id = wanted GROUP BY s.id, l.days_fixed;
    IF NOT FOUND THEN
        RETURN NULL;  -- the seminar itself was deleted in this transaction
    END IF;
    IF plan.days NOT BETWEEN 1 AND 3 OR plan.last_number <> plan.days OR NOT plan.ordered
       OR (plan.days_fixed AND plan.days <> 3) THEN
        PERFORM seminars_refuse('seminar_three_days_in_order', plan.days || ' days');
    END IF;
    IF plan.enrol_until > plan.first_day OR plan.cancel_until > plan.first_day THEN
        PERFORM seminars_refuse('seminar_deadlines_before_first_day', plan.first_day::text);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION seminars_keep_seminar_states() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('draft', 'published'), ('draft', 'cancelled'),
        ('published', 'completed'), ('published', 'cancelled')
    ) THEN
        PERFORM seminars_refuse('seminar_state_transition', OLD.state || ' to ' || NEW.state);
    END IF;
    IF NEW.state = 'completed' AND EXISTS (
        SELECT 1 FROM seminars_seminarday d WHERE d.seminar_id = NEW.id
        AND NOT EXISTS (SELECT 1 FROM seminars_dayconfirmation c WHERE c.day_id = d.id)
    ) THEN
        PERFORM seminars_refuse('seminar_completed_when_confirmed', 'days without confirmation');
    END IF;
    RETURN NEW;
END $$;
