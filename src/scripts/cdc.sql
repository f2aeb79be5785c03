-- For change data capture (Debezium, or whatever reads PostgreSQL's logical decoding), on
-- PostgreSQL 15 and newer: psql "$DATABASE_URL" -f cdc.sql
--
-- An event's row is inserted before the event is true, and becomes so by an update. By the
-- row filter that update leaves the database as an insert, and everything before it not at
-- all. PostgreSQL looks for it at the row as it was, too: hence the identity, without which
-- the plugin's own updates fail. No column list, for the same reason.
alter table order_finalization_event replica identity full;

create publication order_events
  for table order_finalization_event where (due_at is not null)
  with (publish = 'insert, update');
