-- Guards of the ledger, version 2: claims, payments, year-end, reclaims. docs/ledger.md explains them.
--
-- Takes the place of the functions of version 1 that are named again here; all other guards of
-- guards_v1.sql stay as they are. Never edited after a release; a change is guards_v3.sql.

-- 0. What happened before this version ------------------------------------------------------------
-- The two tables that know more from now on are filled from the postings, their guards held open.

ALTER TABLE vouchers_voucherbalance DISABLE TRIGGER ledger_voucherbalance_kept;
INSERT INTO vouchers_voucherbalance (voucher_id, day_number, account, cents)
    SELECT voucher_id, day_number, account, sum(cents) FROM vouchers_posting
    WHERE account IN ('due', 'ordered', 'paid', 'receivable') GROUP BY 1, 2, 3;
INSERT INTO vouchers_daytotal (booked_on, year_id, line_id, account, cents)
    SELECT (e.booked_at AT TIME ZONE 'Europe/Berlin')::date, p.year_id, p.line_id, p.account,
           sum(p.cents)
    FROM vouchers_posting p JOIN vouchers_journalentry e ON e.id = p.entry_id
    GROUP BY 1, 2, 3, 4;
SET CONSTRAINTS ALL IMMEDIATE;  -- no event may wait when a table is altered
ALTER TABLE vouchers_voucherbalance ENABLE ALWAYS TRIGGER ledger_voucherbalance_kept;

CREATE TRIGGER ledger_daytotal_kept BEFORE INSERT OR DELETE OR UPDATE ON vouchers_daytotal
    FOR EACH ROW EXECUTE FUNCTION ledger_kept_by_triggers();
CREATE TRIGGER ledger_daytotal_not_truncated BEFORE TRUNCATE ON vouchers_daytotal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_kept_by_triggers();

-- 1. A new entry: open year, next number, two people for new money ----------------------------------

CREATE OR REPLACE FUNCTION ledger_entry_opens() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
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

-- A year is closed when nothing is open in it any more, and stays closed.
CREATE OR REPLACE FUNCTION ledger_year_stays_closed() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.year <> OLD.year OR (OLD.state = 'closed' AND NEW.state <> 'closed') THEN
        PERFORM ledger_refuse('budget_year_stays_closed', 'budget year ' || OLD.year);
    END IF;
    IF OLD.state = 'open' AND NEW.state = 'closed' AND EXISTS (
        SELECT 1 FROM vouchers_balance
        WHERE year_id = OLD.year AND cents <> 0 AND account NOT IN ('external', 'paid')) THEN
        PERFORM ledger_refuse('budget_year_clears', 'open items in budget year ' || OLD.year);
    END IF;
    RETURN NEW;
END $$;

-- 2. New postings: fit their entry, move the balances ------------------------------------------------

CREATE OR REPLACE FUNCTION ledger_postings_added() RETURNS trigger LANGUAGE plpgsql
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

-- What a voucher is worth, and to whom, is what its postings were compared with. The budget year
-- only goes forward: at year-end what is open moves on.
CREATE OR REPLACE FUNCTION ledger_voucher_fixed() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.contract_id, NEW.kommune_id, NEW.line_id, NEW.provider_id, NEW.days,
        NEW.day_rate_cents) IS DISTINCT FROM
       (OLD.id, OLD.contract_id, OLD.kommune_id, OLD.line_id, OLD.provider_id, OLD.days,
        OLD.day_rate_cents) OR NEW.budget_year_id < OLD.budget_year_id THEN
        PERFORM ledger_refuse('voucher_facts_fixed', 'voucher ' || OLD.id);
    END IF;
    RETURN NEW;
END $$;

-- 3. At commit: sum zero, the moves of its kind, exact reversal, seal -----------------------------------

-- Which way money goes in an entry of a kind: account and sign (docs/ledger.md, "What moves when").
CREATE OR REPLACE FUNCTION ledger_may_move(kind text, account text, cents bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT kind = 'reversal' OR (kind, account, sign(cents)) IN (
        ('grant', 'external', -1), ('grant', 'available', 1),
        ('ve', 'external', -1), ('ve', 'available', 1),
        ('ve_end', 'available', -1), ('ve_end', 'external', 1),
        ('lapse', 'available', -1), ('lapse', 'external', 1),
        ('carry_out', 'available', -1), ('carry_out', 'committed', -1), ('carry_out', 'due', -1),
        ('carry_out', 'ordered', -1), ('carry_out', 'receivable', -1), ('carry_out', 'external', 1),
        ('carry_in', 'external', -1), ('carry_in', 'available', 1), ('carry_in', 'committed', 1),
        ('carry_in', 'due', 1), ('carry_in', 'ordered', 1), ('carry_in', 'receivable', 1),
        ('issue', 'available', -1), ('issue', 'committed', 1),
        ('transfer', 'committed', -1), ('transfer', 'committed', 1),
        ('redeem', 'committed', -1), ('redeem', 'due', 1), ('redeem', 'available', 1),
        ('release', 'committed', -1), ('release', 'available', 1),
        ('cancel', 'committed', -1), ('cancel', 'available', 1),
        ('expire', 'committed', -1), ('expire', 'available', 1),
        ('order', 'due', -1), ('order', 'ordered', 1),
        ('pay', 'ordered', -1), ('pay', 'paid', 1),
        ('reclaim', 'paid', -1), ('reclaim', 'external', -1), ('reclaim', 'receivable', 1),
        ('repay', 'receivable', -1), ('repay', 'available', 1), ('repay', 'external', 1))
$$;

CREATE OR REPLACE FUNCTION ledger_entry_seals() RETURNS trigger LANGUAGE plpgsql
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
    -- No voucher day gets what another day, or nobody, gave; money comes to days by `issue`, from
    -- the year before, and as a claim against the provider for a day paid in a closed year.
    IF NOT moves_fit
       OR (NEW.kind NOT IN ('issue', 'carry_in', 'reclaim', 'reversal') AND EXISTS (
            SELECT 1 FROM vouchers_posting WHERE entry_id = NEW.id AND voucher_id IS NOT NULL
            GROUP BY voucher_id, day_number HAVING sum(cents) > 0)) THEN
        PERFORM ledger_refuse('entry_moves_as_kind', 'not the moves of kind ' || NEW.kind);
    END IF;
    -- A carry-over leaves every voucher day with exactly what it had, in the same account.
    IF NEW.kind IN ('carry_out', 'carry_in') AND EXISTS (
        SELECT 1 FROM vouchers_posting p JOIN vouchers_journalentry e ON e.id = p.entry_id
        WHERE e.kind IN ('carry_out', 'carry_in') AND p.voucher_id IN (
            SELECT voucher_id FROM vouchers_posting WHERE entry_id = NEW.id)
        GROUP BY p.voucher_id, p.day_number, p.account HAVING sum(p.cents) <> 0) THEN
        PERFORM ledger_refuse('carry_over_complete', 'what left a year did not arrive in the next');
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

-- 4. What was decided, claimed and paid stays as it was ----------------------------------------------------
-- The arguments of the trigger: the name of the rule, then the columns that may still change.

CREATE FUNCTION ledger_facts_fixed() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR
       to_jsonb(NEW) - TG_ARGV[1:] IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV[1:] THEN
        PERFORM ledger_refuse(TG_ARGV[0], TG_OP || ' on ' || TG_TABLE_NAME);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_proposal_fixed BEFORE DELETE OR UPDATE ON vouchers_budgetproposal
    FOR EACH ROW EXECUTE FUNCTION ledger_facts_fixed('proposal_facts_fixed',
        'state', 'decided_by_id', 'decided_at', 'decision_reason', 'entry_id');
CREATE TRIGGER ledger_proposal_not_truncated BEFORE TRUNCATE ON vouchers_budgetproposal
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_facts_fixed('proposal_facts_fixed');
CREATE TRIGGER ledger_claim_fixed BEFORE DELETE OR UPDATE ON vouchers_claim
    FOR EACH ROW EXECUTE FUNCTION ledger_facts_fixed('claim_facts_fixed',
        'state', 'version', 'note', 'factual_by_id', 'factual_at', 'arithmetic_by_id',
        'arithmetic_at', 'ordered_by_id', 'ordered_at');
CREATE TRIGGER ledger_claim_not_truncated BEFORE TRUNCATE ON vouchers_claim
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_facts_fixed('claim_facts_fixed');
CREATE TRIGGER ledger_claimline_fixed BEFORE DELETE OR UPDATE ON vouchers_claimline
    FOR EACH ROW EXECUTE FUNCTION ledger_facts_fixed('claim_line_facts_fixed',
        'active', 'refused_by_id', 'refused_at', 'refusal_reason');
CREATE TRIGGER ledger_claimline_not_truncated BEFORE TRUNCATE ON vouchers_claimline
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_facts_fixed('claim_line_facts_fixed');
CREATE TRIGGER ledger_bankaccount_fixed BEFORE DELETE OR UPDATE ON vouchers_bankaccount
    FOR EACH ROW EXECUTE FUNCTION ledger_facts_fixed('bank_account_facts_fixed',
        'state', 'decided_by_id', 'decided_at', 'decision_reason', 'valid_from');
CREATE TRIGGER ledger_bankaccount_not_truncated BEFORE TRUNCATE ON vouchers_bankaccount
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_facts_fixed('bank_account_facts_fixed');
CREATE TRIGGER ledger_payment_fixed BEFORE DELETE OR UPDATE ON vouchers_payment
    FOR EACH ROW EXECUTE FUNCTION ledger_facts_fixed('payment_facts_fixed',
        'state', 'file_id', 'paid_on', 'confirmed_by_id', 'confirmed_at', 'returned_on',
        'return_reason', 'advice_id');
CREATE TRIGGER ledger_payment_not_truncated BEFORE TRUNCATE ON vouchers_payment
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_facts_fixed('payment_facts_fixed');
CREATE TRIGGER ledger_paymentfile_fixed BEFORE DELETE OR UPDATE ON vouchers_paymentfile
    FOR EACH ROW EXECUTE FUNCTION ledger_facts_fixed('payment_file_fixed');
CREATE TRIGGER ledger_paymentfile_not_truncated BEFORE TRUNCATE ON vouchers_paymentfile
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_facts_fixed('payment_file_fixed');
CREATE TRIGGER ledger_reclaim_fixed BEFORE DELETE OR UPDATE ON vouchers_reclaim
    FOR EACH ROW EXECUTE FUNCTION ledger_facts_fixed('reclaim_facts_fixed',
        'state', 'decided_by_id', 'decided_at', 'decision_reason', 'due_on', 'repaid_on',
        'interest_cents', 'letter_id');
CREATE TRIGGER ledger_reclaim_not_truncated BEFORE TRUNCATE ON vouchers_reclaim
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_facts_fixed('reclaim_facts_fixed');
CREATE TRIGGER ledger_reclaimline_fixed BEFORE DELETE OR UPDATE ON vouchers_reclaimline
    FOR EACH ROW EXECUTE FUNCTION ledger_facts_fixed('reclaim_line_facts_fixed', 'active');
CREATE TRIGGER ledger_reclaimline_not_truncated BEFORE TRUNCATE ON vouchers_reclaimline
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_facts_fixed('reclaim_line_facts_fixed');
CREATE TRIGGER ledger_sample_fixed BEFORE DELETE OR UPDATE ON vouchers_controlsample
    FOR EACH ROW EXECUTE FUNCTION ledger_facts_fixed('sample_fixed');
CREATE TRIGGER ledger_sample_not_truncated BEFORE TRUNCATE ON vouchers_controlsample
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_facts_fixed('sample_fixed');
CREATE TRIGGER ledger_samplecase_fixed BEFORE DELETE OR UPDATE ON vouchers_samplecase
    FOR EACH ROW EXECUTE FUNCTION ledger_facts_fixed('sample_case_facts_fixed',
        'state', 'note', 'checked_by_id', 'checked_at');
CREATE TRIGGER ledger_samplecase_not_truncated BEFORE TRUNCATE ON vouchers_samplecase
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_facts_fixed('sample_case_facts_fixed');

-- A claimed day is one that was booked as due to that provider, with exactly that amount.
CREATE FUNCTION ledger_claim_line_fits() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM vouchers_posting p JOIN vouchers_claim c ON c.id = NEW.claim_id
        WHERE p.entry_id = NEW.entry_id AND p.account = 'due' AND p.cents = NEW.cents
          AND p.voucher_id = NEW.voucher_id AND p.day_number = NEW.day_number
          AND p.provider_id = c.provider_id) THEN
        PERFORM ledger_refuse('claim_line_fits_booking', 'no such redeemed day of this provider');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_claim_line_fits BEFORE INSERT ON vouchers_claimline
    FOR EACH ROW EXECUTE FUNCTION ledger_claim_line_fits();

-- 5. All of them also in replica mode ---------------------------------------------------------------------

ALTER TABLE vouchers_daytotal ENABLE ALWAYS TRIGGER ledger_daytotal_kept;
ALTER TABLE vouchers_daytotal ENABLE ALWAYS TRIGGER ledger_daytotal_not_truncated;
ALTER TABLE vouchers_budgetproposal ENABLE ALWAYS TRIGGER ledger_proposal_fixed;
ALTER TABLE vouchers_budgetproposal ENABLE ALWAYS TRIGGER ledger_proposal_not_truncated;
ALTER TABLE vouchers_claim ENABLE ALWAYS TRIGGER ledger_claim_fixed;
ALTER TABLE vouchers_claim ENABLE ALWAYS TRIGGER ledger_claim_not_truncated;
ALTER TABLE vouchers_claimline ENABLE ALWAYS TRIGGER ledger_claimline_fixed;
ALTER TABLE vouchers_claimline ENABLE ALWAYS TRIGGER ledger_claimline_not_truncated;
ALTER TABLE vouchers_bankaccount ENABLE ALWAYS TRIGGER ledger_bankaccount_fixed;
ALTER TABLE vouchers_bankaccount ENABLE ALWAYS TRIGGER ledger_bankaccount_not_truncated;
ALTER TABLE vouchers_payment ENABLE ALWAYS TRIGGER ledger_payment_fixed;
ALTER TABLE vouchers_payment ENABLE ALWAYS TRIGGER ledger_payment_not_truncated;
ALTER TABLE vouchers_paymentfile ENABLE ALWAYS TRIGGER ledger_paymentfile_fixed;
ALTER TABLE vouchers_paymentfile ENABLE ALWAYS TRIGGER ledger_paymentfile_not_truncated;
ALTER TABLE vouchers_reclaim ENABLE ALWAYS TRIGGER ledger_reclaim_fixed;
ALTER TABLE vouchers_reclaim ENABLE ALWAYS TRIGGER ledger_reclaim_not_truncated;
ALTER TABLE vouchers_reclaimline ENABLE ALWAYS TRIGGER ledger_reclaimline_fixed;
ALTER TABLE vouchers_reclaimline ENABLE ALWAYS TRIGGER ledger_reclaimline_not_truncated;
ALTER TABLE vouchers_controlsample ENABLE ALWAYS TRIGGER ledger_sample_fixed;
ALTER TABLE vouchers_controlsample ENABLE ALWAYS TRIGGER ledger_sample_not_truncated;
ALTER TABLE vouchers_samplecase ENABLE ALWAYS TRIGGER ledger_samplecase_fixed;
ALTER TABLE vouchers_samplecase ENABLE ALWAYS TRIGGER ledger_samplecase_not_truncated;
ALTER TABLE vouchers_claimline ENABLE ALWAYS TRIGGER ledger_claim_line_fits;
