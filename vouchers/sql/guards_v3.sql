-- Guards of the ledger, version 3: what the triggers keep, only the triggers may write.
--
-- The application has a database role of its own that may only read balances, numbers, seals and
-- the head of the chain (vouchers/queries/database_role.py). The functions that write them do so
-- with the rights of the owner; each has its own search_path since version 1, pg_temp last.

ALTER FUNCTION ledger_entry_opens() SECURITY DEFINER;
ALTER FUNCTION ledger_postings_added() SECURITY DEFINER;
ALTER FUNCTION ledger_entry_seals() SECURITY DEFINER;
