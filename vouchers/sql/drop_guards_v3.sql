-- Takes guards_v3.sql back (only for migrating backwards during development).
ALTER FUNCTION ledger_entry_opens() SECURITY INVOKER;
ALTER FUNCTION ledger_postings_added() SECURITY INVOKER;
ALTER FUNCTION ledger_entry_seals() SECURITY INVOKER;
