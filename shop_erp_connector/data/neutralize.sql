-- A restored copy of the database must not talk to the real shop or ERP.
UPDATE shop_erp_flow SET active = false;
UPDATE shop_erp_backend SET state = 'stopped', state_reason = 'This is a copy of the database.';
UPDATE shop_erp_backend_setting SET stored_value = NULL WHERE is_secret;
DELETE FROM shop_erp_memory;
