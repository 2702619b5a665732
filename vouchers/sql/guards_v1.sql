-- Guards of the ledger, version 1. docs/ledger.md explains each of them.
--
-- Written as plain SQL and enabled ALWAYS, so that they also hold against the owner's plain
-- statements, cascades and session_replication_role. Every refusal is a check_violation with a
-- constraint name: Django sees an IntegrityError and core/db.py finds the German sentence.
-- Every function has its own search_path with pg_temp last: a temporary table or a schema of the
-- session cannot put itself in the place of a table that a guard reads.
-- This file is part of a migration and is never edited after a release; a change is guards_v2.sql.

CREATE FUNCTION ledger_refuse(rule text, detail text) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'ledger: %', detail USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

-- 1. Append-only -------------------------------------------------------------------------------

CREATE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM ledger_refuse('ledger_append_only', TG_OP || ' on ' || TG_TABLE_NAME);
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_entry_frozen BEFORE DELETE OR UPDATE ON vouchers_journalentry
    FOR EACH ROW EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_entry_not_truncated BEFORE TRUNCATE ON vouchers_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_posting_frozen BEFORE DELETE OR UPDATE ON vouchers_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_posting_not_truncated BEFORE TRUNCATE ON vouchers_posting
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_seal_frozen BEFORE DELETE OR UPDATE ON vouchers_seal
    FOR EACH ROW EXECUTE FUNCTION ledger_frozen();
CREATE TRIGGER ledger_seal_not_truncated BEFORE TRUNCATE ON vouchers_seal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();

-- 2. What the triggers keep, nobody else writes --------------------------------------------------
-- A statement of the application fires this trigger at depth 1, a ledger trigger's at depth 2.

CREATE FUNCTION ledger_kept_by_triggers() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF pg_trigger_depth() < 2 OR TG_OP = 'TRUNCATE' THEN
        PERFORM ledger_refuse('ledger_kept_by_triggers', TG_OP || ' on ' || TG_TABLE_NAME);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_balance_kept BEFORE INSERT OR DELETE OR UPDATE ON vouchers_balance
    FOR EACH ROW EXECUTE FUNCTION ledger_kept_by_triggers();
CREATE TRIGGER ledger_balance_not_truncated BEFORE TRUNCATE ON vouchers_balance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_kept_by_triggers();
CREATE TRIGGER ledger_voucherbalance_kept BEFORE INSERT OR DELETE OR UPDATE ON vouchers_voucherbalance
    FOR EACH ROW EXECUTE FUNCTION ledger_kept_by_triggers();
CREATE TRIGGER ledger_voucherbalance_not_truncated BEFORE TRUNCATE ON vouchers_voucherbalance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_kept_by_triggers();
CREATE TRIGGER ledger_yearhead_kept BEFORE INSERT OR DELETE OR UPDATE ON vouchers_yearhead
    FOR EACH ROW EXECUTE FUNCTION ledger_kept_by_triggers();
CREATE TRIGGER ledger_yearhead_not_truncated BEFORE TRUNCATE ON vouchers_yearhead
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_kept_by_triggers();
CREATE TRIGGER ledger_head_kept BEFORE INSERT OR DELETE OR UPDATE ON vouchers_ledgerhead
    FOR EACH ROW EXECUTE FUNCTION ledger_kept_by_triggers();
CREATE TRIGGER ledger_head_not_truncated BEFORE TRUNCATE ON vouchers_ledgerhead
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_kept_by_triggers();
CREATE TRIGGER ledger_seal_kept BEFORE INSERT ON vouchers_seal
    FOR EACH ROW EXECUTE FUNCTION ledger_kept_by_triggers();

-- 3. A new entry: open year, next number -----------------------------------------------------------

CREATE FUNCTION ledger_entry_opens() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    year_state text;
BEGIN
    SELECT state INTO year_state FROM vouchers_budgetyear WHERE year = NEW.year_id FOR SHARE;
    IF year_state IS DISTINCT FROM 'open' THEN
        PERFORM ledger_refuse('budget_year_open', 'budget year ' || NEW.year_id || ' is not open');
    END IF;
    IF EXISTS (SELECT 1 FROM vouchers_journalentry
               WHERE id = NEW.reverses_id AND (kind = 'reversal' OR year_id <> NEW.year_id)) THEN
        PERFORM ledger_refuse('entry_reversal_of_reversal', 'not reversible by this entry');
    END IF;
    INSERT INTO vouchers_yearhead (year_id, last_number) VALUES (NEW.year_id, 1)
        ON CONFLICT (year_id) DO UPDATE SET last_number = vouchers_yearhead.last_number + 1
        RETURNING last_number INTO NEW.number;
    NEW.recorded_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_entry_opens BEFORE INSERT ON vouchers_journalentry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_opens();

-- A closed year stays closed, and no year disappears or changes its number.
CREATE FUNCTION ledger_year_stays_closed() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.year <> OLD.year OR (OLD.state = 'closed' AND NEW.state <> 'closed') THEN
        PERFORM ledger_refuse('budget_year_stays_closed', 'budget year ' || OLD.year);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_year_stays_closed BEFORE DELETE OR UPDATE ON vouchers_budgetyear
    FOR EACH ROW EXECUTE FUNCTION ledger_year_stays_closed();

-- 4. New postings: fit their entry, move the balances ------------------------------------------------
-- One run per statement. The CHECKs of the two balance tables refuse an overdraft at once.

CREATE FUNCTION ledger_postings_added() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    -- What is visible and unsealed is an entry of this transaction: others seal as they commit.
    IF EXISTS (SELECT 1 FROM added LEFT JOIN vouchers_journalentry e ON e.id = added.entry_id
               WHERE e.id IS NULL) THEN
        PERFORM ledger_refuse('posting_after_entry', 'posting for an entry that is not there yet');
    END IF;
    IF EXISTS (SELECT 1 FROM added JOIN vouchers_seal s ON s.entry_id = added.entry_id) THEN
        PERFORM ledger_refuse('entry_sealed', 'posting for an entry of another transaction');
    END IF;
    IF EXISTS (SELECT 1 FROM added JOIN vouchers_journalentry e ON e.id = added.entry_id
               WHERE e.year_id <> added.year_id) THEN
        PERFORM ledger_refuse('posting_in_year_of_entry', 'posting of another budget year');
    END IF;
    IF EXISTS (SELECT 1 FROM added LEFT JOIN vouchers_voucher v ON v.id = added.voucher_id
               WHERE added.voucher_id IS NOT NULL
                 AND (v.id IS NULL OR added.day_number > v.days
                      OR v.kommune_id <> added.kommune_id OR v.provider_id <> added.provider_id
                      OR v.line_id <> added.line_id OR v.budget_year_id <> added.year_id)) THEN
        PERFORM ledger_refuse('posting_fits_voucher', 'dimensions differ from the voucher');
    END IF;
    IF EXISTS (SELECT 1 FROM added JOIN vouchers_voucher v ON v.id = added.voucher_id
               WHERE added.account = 'committed' AND abs(added.cents) <> v.day_rate_cents) THEN
        PERFORM ledger_refuse('voucher_day_moves_whole', 'a part of a voucher day');
    END IF;
    -- First the missing rows with 0: a CHECK looks at the row of an upsert before its conflict.
    INSERT INTO vouchers_balance (year_id, line_id, account, kommune_id, provider_id, cents)
        SELECT DISTINCT year_id, line_id, account, kommune_id, provider_id, 0
        FROM added ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (year_id, line_id, account, kommune_id, provider_id) DO NOTHING;
    UPDATE vouchers_balance b SET cents = b.cents + moved.cents
        FROM (SELECT year_id, line_id, account, kommune_id, provider_id, sum(cents) AS cents
              FROM added GROUP BY 1, 2, 3, 4, 5) moved
        WHERE b.year_id = moved.year_id AND b.line_id = moved.line_id
          AND b.account = moved.account
          AND b.kommune_id IS NOT DISTINCT FROM moved.kommune_id
          AND b.provider_id IS NOT DISTINCT FROM moved.provider_id;
    -- Only `issue` brings money to a voucher day, and once: a spent day cannot be filled again.
    INSERT INTO vouchers_voucherbalance (voucher_id, day_number, cents)
        SELECT added.voucher_id, added.day_number, 0
        FROM added JOIN vouchers_journalentry e ON e.id = added.entry_id
        WHERE added.account = 'committed' AND e.kind = 'issue' ORDER BY 1, 2;
    INSERT INTO vouchers_voucherbalance (voucher_id, day_number, cents)
        SELECT DISTINCT voucher_id, day_number, 0
        FROM added WHERE account = 'committed' ORDER BY 1, 2
        ON CONFLICT (voucher_id, day_number) DO NOTHING;
    UPDATE vouchers_voucherbalance b SET cents = b.cents + moved.cents
        FROM (SELECT voucher_id, day_number, sum(cents) AS cents
              FROM added WHERE account = 'committed' GROUP BY 1, 2) moved
        WHERE b.voucher_id = moved.voucher_id AND b.day_number = moved.day_number;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_postings_added AFTER INSERT ON vouchers_posting
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_postings_added();

-- What a voucher is worth, and to whom, is what its postings were compared with.
CREATE FUNCTION ledger_voucher_fixed() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.contract_id, NEW.kommune_id, NEW.line_id, NEW.provider_id, NEW.budget_year_id,
        NEW.days, NEW.day_rate_cents) IS DISTINCT FROM
       (OLD.id, OLD.contract_id, OLD.kommune_id, OLD.line_id, OLD.provider_id, OLD.budget_year_id,
        OLD.days, OLD.day_rate_cents) THEN
        PERFORM ledger_refuse('voucher_facts_fixed', 'voucher ' || OLD.id);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_voucher_fixed BEFORE UPDATE ON vouchers_voucher
    FOR EACH ROW EXECUTE FUNCTION ledger_voucher_fixed();

-- 5. At commit: sum zero, the moves of its kind, exact reversal, seal -----------------------------------

-- Which way money goes in an entry of a kind: account and sign (docs/ledger.md, "What moves when").
CREATE FUNCTION ledger_may_move(kind text, account text, cents bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT kind = 'reversal' OR (kind, account, sign(cents)) IN (
        ('grant', 'external', -1), ('grant', 'available', 1),
        ('issue', 'available', -1), ('issue', 'committed', 1),
        ('redeem', 'committed', -1), ('redeem', 'due', 1), ('redeem', 'available', 1),
        ('release', 'committed', -1), ('release', 'available', 1),
        ('cancel', 'committed', -1), ('cancel', 'available', 1),
        ('expire', 'committed', -1), ('expire', 'available', 1),
        ('order', 'due', -1), ('order', 'ordered', 1),
        ('pay', 'ordered', -1), ('pay', 'paid', 1),
        ('reclaim', 'paid', -1), ('reclaim', 'receivable', 1), ('reclaim', 'receivable', -1),
        ('reclaim', 'available', 1), ('reclaim', 'external', 1))
$$;

-- The text under the hash. Never changed; a new form would be ledger_canon_v2.
CREATE FUNCTION ledger_canon_v1(entry vouchers_journalentry) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT jsonb_build_array(
        'v1', entry.id, entry.kind, entry.year_id, entry.number, entry.idempotency_key,
        entry.content_hash, entry.actor_id, entry.membership_id, entry.as_deputy,
        entry.approver_id, entry.reason, entry.reverses_id,
        entry.occurred_on - date '2000-01-01',
        extract(epoch FROM entry.booked_at), extract(epoch FROM entry.recorded_at),
        (SELECT jsonb_agg(jsonb_build_array(
            p.position, p.account, p.year_id, p.line_id, p.voucher_id, p.day_number,
            p.kommune_id, p.provider_id, p.person, p.cents) ORDER BY p.position)
         FROM vouchers_posting p WHERE p.entry_id = entry.id)
    )::text
$$;

CREATE FUNCTION ledger_link(previous bytea, canon text) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT sha256(previous || convert_to(canon, 'UTF8'))
$$;

CREATE FUNCTION ledger_entry_seals() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    lines int;
    total bigint;
    moves_fit boolean;
    head vouchers_ledgerhead;
    link bytea;
BEGIN
    SELECT count(*), coalesce(sum(cents), 0), bool_and(ledger_may_move(NEW.kind, account, cents))
        INTO lines, total, moves_fit FROM vouchers_posting WHERE entry_id = NEW.id;
    IF lines < 2 OR total <> 0 THEN
        PERFORM ledger_refuse('entry_balanced', lines || ' postings, sum ' || total);
    END IF;
    -- No voucher day gets what another day, or nobody, gave; only `issue` brings money to days.
    IF NOT moves_fit
       OR (NEW.kind NOT IN ('issue', 'reversal') AND EXISTS (
            SELECT 1 FROM vouchers_posting WHERE entry_id = NEW.id AND voucher_id IS NOT NULL
            GROUP BY voucher_id, day_number HAVING sum(cents) > 0)) THEN
        PERFORM ledger_refuse('entry_moves_as_kind', 'not the moves of kind ' || NEW.kind);
    END IF;
    IF NEW.reverses_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM (
            SELECT account, line_id, voucher_id, day_number, kommune_id, provider_id, person, cents
            FROM vouchers_posting WHERE entry_id = NEW.reverses_id
            UNION ALL
            SELECT account, line_id, voucher_id, day_number, kommune_id, provider_id, person, cents
            FROM vouchers_posting WHERE entry_id = NEW.id) both_entries
        GROUP BY account, line_id, voucher_id, day_number, kommune_id, provider_id, person
        HAVING sum(cents) <> 0) THEN
        PERFORM ledger_refuse('entry_reversal_exact', 'not the reversed entry turned round');
    END IF;
    INSERT INTO vouchers_ledgerhead (one, seq, hash) VALUES (true, 0, '\x')
        ON CONFLICT (one) DO NOTHING;
    SELECT * INTO head FROM vouchers_ledgerhead FOR UPDATE;
    link := ledger_link(head.hash, ledger_canon_v1(NEW));
    INSERT INTO vouchers_seal (seq, entry_id, previous, hash)
        VALUES (head.seq + 1, NEW.id, head.hash, link);
    UPDATE vouchers_ledgerhead SET seq = head.seq + 1, hash = link;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_entry_seals AFTER INSERT ON vouchers_journalentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_seals();

-- 6. All of them also in replica mode ---------------------------------------------------------------------

ALTER TABLE vouchers_journalentry ENABLE ALWAYS TRIGGER ledger_entry_frozen;
ALTER TABLE vouchers_journalentry ENABLE ALWAYS TRIGGER ledger_entry_not_truncated;
ALTER TABLE vouchers_journalentry ENABLE ALWAYS TRIGGER ledger_entry_opens;
ALTER TABLE vouchers_journalentry ENABLE ALWAYS TRIGGER ledger_entry_seals;
ALTER TABLE vouchers_posting ENABLE ALWAYS TRIGGER ledger_posting_frozen;
ALTER TABLE vouchers_posting ENABLE ALWAYS TRIGGER ledger_posting_not_truncated;
ALTER TABLE vouchers_posting ENABLE ALWAYS TRIGGER ledger_postings_added;
ALTER TABLE vouchers_seal ENABLE ALWAYS TRIGGER ledger_seal_frozen;
ALTER TABLE vouchers_seal ENABLE ALWAYS TRIGGER ledger_seal_not_truncated;
ALTER TABLE vouchers_seal ENABLE ALWAYS TRIGGER ledger_seal_kept;
ALTER TABLE vouchers_balance ENABLE ALWAYS TRIGGER ledger_balance_kept;
ALTER TABLE vouchers_balance ENABLE ALWAYS TRIGGER ledger_balance_not_truncated;
ALTER TABLE vouchers_voucherbalance ENABLE ALWAYS TRIGGER ledger_voucherbalance_kept;
ALTER TABLE vouchers_voucherbalance ENABLE ALWAYS TRIGGER ledger_voucherbalance_not_truncated;
ALTER TABLE vouchers_yearhead ENABLE ALWAYS TRIGGER ledger_yearhead_kept;
ALTER TABLE vouchers_yearhead ENABLE ALWAYS TRIGGER ledger_yearhead_not_truncated;
ALTER TABLE vouchers_ledgerhead ENABLE ALWAYS TRIGGER ledger_head_kept;
ALTER TABLE vouchers_ledgerhead ENABLE ALWAYS TRIGGER ledger_head_not_truncated;
ALTER TABLE vouchers_budgetyear ENABLE ALWAYS TRIGGER ledger_year_stays_closed;
ALTER TABLE vouchers_voucher ENABLE ALWAYS TRIGGER ledger_voucher_fixed;
