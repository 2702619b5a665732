-- Takes guards_v4.sql back (only for migrating backwards during development): the functions of
-- version 2 again, with the owner's rights as since version 3.

CREATE OR REPLACE FUNCTION ledger_entry_opens() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    year_state text;
BEGIN
    SELECT state INTO year_state FROM vouchers_budgetyear WHERE year = NEW.year_id FOR SHARE;
    IF year_state IS DISTINCT FROM 'open' THEN
        PERFORM ledger_refuse('budget_year_open', 'budget year ' || NEW.year_id || ' is not open');
    END IF;
    IF NEW.kind = 'grant' AND NEW.approver_id IS NULL THEN
        PERFORM ledger_refuse('grant_four_eyes', 'a grant without a second person');
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

CREATE OR REPLACE FUNCTION ledger_postings_added() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
    INSERT INTO vouchers_daytotal (booked_on, year_id, line_id, account, cents)
        SELECT (e.booked_at AT TIME ZONE 'Europe/Berlin')::date, added.year_id, added.line_id,
               added.account, sum(added.cents)
        FROM added JOIN vouchers_journalentry e ON e.id = added.entry_id
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (booked_on, year_id, line_id, account)
        DO UPDATE SET cents = vouchers_daytotal.cents + EXCLUDED.cents;
    -- Only `issue` brings money to a voucher day, and once: a spent day cannot be filled again.
    INSERT INTO vouchers_voucherbalance (voucher_id, day_number, account, cents)
        SELECT added.voucher_id, added.day_number, added.account, 0
        FROM added JOIN vouchers_journalentry e ON e.id = added.entry_id
        WHERE added.account = 'committed' AND e.kind = 'issue' ORDER BY 1, 2;
    INSERT INTO vouchers_voucherbalance (voucher_id, day_number, account, cents)
        SELECT DISTINCT voucher_id, day_number, account, 0
        FROM added WHERE voucher_id IS NOT NULL ORDER BY 1, 2, 3
        ON CONFLICT (voucher_id, day_number, account) DO NOTHING;
    UPDATE vouchers_voucherbalance b SET cents = b.cents + moved.cents
        FROM (SELECT voucher_id, day_number, account, sum(cents) AS cents
              FROM added WHERE voucher_id IS NOT NULL GROUP BY 1, 2, 3) moved
        WHERE b.voucher_id = moved.voucher_id AND b.day_number = moved.day_number
          AND b.account = moved.account;
    RETURN NULL;
END $$;
