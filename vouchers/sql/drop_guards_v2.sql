-- Takes guards_v2.sql back (only for migrating backwards during development): the functions that it
-- replaced stay, everything that it added goes.
DROP TRIGGER ledger_daytotal_kept ON vouchers_daytotal;
DROP TRIGGER ledger_daytotal_not_truncated ON vouchers_daytotal;
DROP FUNCTION ledger_facts_fixed, ledger_claim_line_fits CASCADE;
