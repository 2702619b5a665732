DROP TRIGGER registration_within_capacity ON events_registration;
DROP TRIGGER event_capacity_covers_registrations ON events_event;
DROP FUNCTION events_keep_capacity();
DROP FUNCTION events_keep_places();
