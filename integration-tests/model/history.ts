import { withClient } from "../helpers/services/databases"

// What is true of an order, in core's own tables and past the plugin's way of asking; or may
// have been at some time since `as_of`: what was cancelled or refunded since is taken as if
// it had not been, and what was captured since need not be recorded.
const TRUTH = `
create function test_truth(asked_id text, as_of timestamptz) returns table (
  stands boolean, canceled_at timestamptz, authorized float, captured float,
  unrecorded int, credited float, session_ids text[]
) language sql volatile as $$
  with collections as (
    select payment_collection_id as id from order_payment_collection
    where order_id = asked_id and coalesce(deleted_at > as_of, true)
  ), payments as (
    select p.id, p.amount from payment p
    join collections c on c.id = p.payment_collection_id
    where coalesce(p.canceled_at > as_of, true)
      and coalesce(p.deleted_at > as_of, true)
  ), captures as (
    select c.id, c.payment_id, c.amount, c.created_at
    from capture c join payments p on p.id = c.payment_id
    where coalesce(c.deleted_at > as_of, true)
  ), refunds as (
    select r.payment_id, r.amount
    from refund r join payments p on p.id = r.payment_id
    where r.created_at <= as_of and coalesce(r.deleted_at > as_of, true)
  ), refunded as (
    select coalesce(sum(amount), 0) as amount from refunds
  )
  select o.id is not null, case when o.canceled_at <= as_of then o.canceled_at end,
    (coalesce((select sum(amount) from payments), own.amount) - refunded.amount)::float,
    (coalesce((select sum(amount) from captures), own.amount) - refunded.amount)::float,
    (select count(*)::int from captures c
      where c.created_at <= as_of and not exists (
        select 1 from order_transaction t where t.order_id = asked_id
          and t.reference = 'capture' and t.reference_id = c.id
          and coalesce(t.deleted_at > as_of, true))
      -- The money of an attempt that was undone, and that the customer has back.
      and (select sum(same.amount) from captures same where same.payment_id = c.payment_id)
        > coalesce((
          select sum(r.amount) from refunds r where r.payment_id = c.payment_id), 0)),
    -- What a refund takes off the order's total.
    (select coalesce(sum(l.amount), 0)::float from order_credit_line l
      where l.order_id = asked_id and l.created_at <= as_of and l.deleted_at is null),
    coalesce((select array_agg(s.id) from payment_session s
      join collections c on c.id = s.payment_collection_id), '{}')
  from refunded
  cross join lateral (
    -- Of an order without a collection: by its own capture transactions.
    select coalesce(sum(t.amount), 0) as amount from order_transaction t
    where t.order_id = asked_id and t.reference = 'capture' and t.created_at <= clock_timestamp()
      and t.deleted_at is null and not exists (select 1 from collections)
  ) own
  left join "order" o on o.id = asked_id and coalesce(o.deleted_at > as_of, true)
$$;`

// Every change of a status, and what was true when an event was staged or became due, then
// and within the second before: written by triggers, hence within the plugin's own
// transaction, and complete.
const HISTORY = `
create table test_transition (order_id text, old_status text, new_status text);
create index on test_transition (order_id);
create function test_log_transition() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into test_transition values (new.order_id, null, new.status);
  elsif old.status is distinct from new.status then
    insert into test_transition values (new.order_id, old.status, new.status);
  end if;
  return new;
end $$;
create trigger test_log_transition after insert or update on order_finalization
  for each row execute function test_log_transition();

create table test_event_log (
  event_id text, order_id text, name text, is_due boolean, at timestamptz,
  stands boolean, canceled_at timestamptz, authorized float, captured float, unrecorded int,
  credited float, session_ids text[], lately jsonb, run_state text
);
create index on test_event_log (order_id);
create function test_log_event() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' or (old.due_at is null and new.due_at is not null) then
    insert into test_event_log
    select new.id, new.order_id, new.name, new.due_at is not null, clock_timestamp(),
      truth.*, to_jsonb(lately), (
        select e.state from workflow_execution e
        join order_finalization f on f.order_id = new.order_id
          and e.transaction_id = f.transaction_id and e.workflow_id = f.workflow_id
        order by e.id desc limit 1)
    from test_truth(new.order_id, clock_timestamp()) truth,
      test_truth(new.order_id, clock_timestamp() - interval '1 s') lately;
  end if;
  return new;
end $$;
create trigger test_log_event after insert or update on order_finalization_event
  for each row execute function test_log_event();`

/**
 * Has PostgreSQL keep the history that the rules ask for. The shop of the test is older
 * than its plugin's tables, so that the test may age orders.
 */
export const keepHistory = async (databaseUrl: string): Promise<void> =>
  await withClient(databaseUrl, async (client) => {
    await client.query(TRUTH + HISTORY)
    await client.query(
      `update order_finalization_progress
       set installed_at = now() - interval '1 hour', audited_until = now()`
    )
  })
