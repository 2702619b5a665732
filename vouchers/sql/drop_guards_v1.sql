-- Takes guards_v1.sql back (only for migrating backwards during development).
DROP FUNCTION ledger_frozen, ledger_kept_by_triggers, ledger_entry_opens, ledger_postings_added,
    ledger_entry_seals, ledger_year_stays_closed, ledger_voucher_fixed CASCADE;
DROP FUNCTION ledger_canon_v1, ledger_link, ledger_may_move, ledger_refuse;
