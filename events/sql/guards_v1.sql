-- Places of an event, version 1. Never one registration too many, not even past the services.
--
-- Both triggers lock the event first and count in the next statement, which under READ COMMITTED
-- sees what the previous holder of the lock committed. This file belongs to a migration and is
-- never edited after a release; a change is guards_v2.sql.

CREATE FUNCTION events_keep_capacity() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    places integer;
    taken integer;
BEGIN
    SELECT capacity INTO places FROM events_event WHERE id = NEW.event_id FOR NO KEY UPDATE;
    SELECT count(*) INTO taken FROM events_registration
        WHERE event_id = NEW.event_id AND state = 'registered' AND id <> NEW.id;
    IF taken >= places THEN
        RAISE EXCEPTION 'event % has % places', NEW.event_id, places
            USING ERRCODE = 'check_violation', CONSTRAINT = 'registration_within_capacity';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER registration_within_capacity
    BEFORE INSERT OR UPDATE OF state, event_id ON events_registration
    FOR EACH ROW WHEN (NEW.state = 'registered') EXECUTE FUNCTION events_keep_capacity();
ALTER TABLE events_registration ENABLE ALWAYS TRIGGER registration_within_capacity;

CREATE FUNCTION events_keep_places() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.capacity < (SELECT count(*) FROM events_registration
                       WHERE event_id = NEW.id AND state = 'registered') THEN
        RAISE EXCEPTION 'event % has more registrations than %', NEW.id, NEW.capacity
            USING ERRCODE = 'check_violation', CONSTRAINT = 'event_capacity_covers_registrations';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER event_capacity_covers_registrations
    BEFORE UPDATE OF capacity ON events_event
    FOR EACH ROW WHEN (NEW.capacity < OLD.capacity) EXECUTE FUNCTION events_keep_places();
ALTER TABLE events_event ENABLE ALWAYS TRIGGER event_capacity_covers_registrations;
