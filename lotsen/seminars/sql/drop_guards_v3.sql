-- Back to version 1: every seminar has three days.

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

CREATE OR REPLACE FUNCTION seminars_keep_seminar_states() RETURNS trigger LANGUAGE plpgsql
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
