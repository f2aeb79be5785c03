import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261123093256 extends Migration {
  /**
   * Without the indexes over `deleted_at` that Medusa gives each model: nothing is ever
   * deleted softly, so every row would be in them, and no query would gain.
   */
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "order_finalization" drop constraint if exists "order_finalization_order_id_unique";`
    )
    this.addSql(
      `alter table if exists "order_finalization_receipt" drop constraint if exists "order_finalization_receipt_event_id_consumer_unique";`
    )
    this.addSql(
      `alter table if exists "order_finalization_event" drop constraint if exists "order_finalization_event_position_unique";`
    )
    this.addSql(
      `alter table if exists "order_finalization_event" drop constraint if exists "order_finalization_event_order_id_sequence_unique";`
    )
    this.addSql(
      `alter table if exists "order_finalization_event" drop constraint if exists "order_finalization_event_order_id_name_unique";`
    )
    this.addSql(
      `create table if not exists "order_finalization_event" ("id" text not null, "order_id" text not null, "sequence" integer not null, "name" text check ("name" in ('order.finalized', 'order.reverted')) not null, "data" jsonb not null, "due_at" timestamptz null, "next_attempt_at" timestamptz null, "claimed_until" timestamptz null, "attempts" integer not null default 0, "last_error" text null, "published_at" timestamptz null, "position" integer null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "order_finalization_event_pkey" primary key ("id"), constraint order_finalization_event_due_has_position check ((due_at is null) = (position is null)));`
    )
    // Room beside an event for what settling and publishing make of it. With half of a page
    // left an order took 2.5 times the space, and a backlog left no sooner.
    this.addSql(`alter table "order_finalization_event" set (fillfactor = 70);`)
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_order_finalization_event_order_id_name_unique" ON "order_finalization_event" ("order_id", "name");`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_order_finalization_event_order_id_sequence_unique" ON "order_finalization_event" ("order_id", "sequence");`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_event_next_attempt_at" ON "order_finalization_event" ("next_attempt_at") WHERE next_attempt_at is not null AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_order_finalization_event_position_unique" ON "order_finalization_event" ("position") WHERE position is not null AND deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "order_finalization_receipt" ("id" text not null, "event_id" text not null, "order_id" text not null, "sequence" integer not null, "consumer" text not null, "status" text check ("status" in ('pending', 'done', 'failed')) not null, "attempts" integer not null default 0, "next_attempt_at" timestamptz null, "last_error" text null, "done_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "order_finalization_receipt_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_order_finalization_receipt_event_id_consumer_unique" ON "order_finalization_receipt" ("event_id", "consumer");`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_receipt_order_id_consumer" ON "order_finalization_receipt" ("order_id", "consumer") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_receipt_consumer_next_attempt_at" ON "order_finalization_receipt" ("consumer", "next_attempt_at") WHERE next_attempt_at is not null AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_receipt_status_consumer" ON "order_finalization_receipt" ("status", "consumer") WHERE deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "order_finalization" ("id" text not null, "order_id" text not null, "status" text check ("status" in ('pending', 'awaiting_payment', 'on_hold', 'finalized', 'reverted', 'needs_review')) not null, "staged_status" text null, "finalized_at" timestamptz null, "reason" jsonb null, "canceling_code" text null, "noticed_session_ids" jsonb null, "review_reason" text null, "hold_reason" text null, "released_by" text null, "released_at" timestamptz null, "accepted_shortfall" jsonb null, "cart_id" text null, "display_id" integer null, "workflow_id" text null, "transaction_id" text null, "run_id" text null, "parent_workflow_id" text null, "parent_transaction_id" text null, "parent_run_id" text null, "check_at" timestamptz null, "checks" integer not null default 0, "claimed_until" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "order_finalization_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_order_finalization_order_id_unique" ON "order_finalization" ("order_id");`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_check_at" ON "order_finalization" ("check_at") WHERE check_at is not null AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_unsettled" ON "order_finalization" ("status", "id") WHERE status <> 'finalized' AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_transaction_id" ON "order_finalization" ("transaction_id") WHERE transaction_id is not null AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_display_id" ON "order_finalization" ("display_id") WHERE display_id is not null AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_finalized_at_id" ON "order_finalization" ("finalized_at", "id") WHERE finalized_at is not null AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_to_review" ON "order_finalization" ("id") WHERE review_reason is not null AND deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "order_finalization_progress" ("id" text not null, "installed_at" timestamptz not null, "audited_until" timestamptz not null, "window_until" timestamptz null, "window_after" text null, "last_position" integer not null default 0, "pruned_until" integer not null default 0, "pruned_event_id" text null, "pruned_events" integer not null default 0, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "order_finalization_progress_pkey" primary key ("id"));`
    )

    this.addSql(
      `create table if not exists "order_finalization_lease" ("name" text not null, "held_by" text null, "held_until" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "order_finalization_lease_pkey" primary key ("name"));`
    )

    this.addSql(
      `create table if not exists "order_finalization_webhook" ("id" text not null, "url" text not null, "description" text null, "events" jsonb not null, "format" text check ("format" in ('standard', 'cloudevents')) not null, "max_in_flight" integer not null default 20, "secrets" jsonb not null, "sealed_headers" jsonb not null, "header_names" jsonb not null, "status" text check ("status" in ('active', 'failing', 'paused', 'disabled')) not null, "disabled_reason" text null, "failed_first_attempts" integer not null default 0, "trial_number" integer not null default 0, "next_trial_at" timestamptz null, "failing_since" timestamptz null, "last_success_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "order_finalization_webhook_pkey" primary key ("id"));`
    )
    this.addSql(
      `create table if not exists "order_finalization_webhook_attempt" ("id" text not null, "webhook_id" text not null, "event_id" text not null, "receipt_id" text not null, "number" integer not null, "started_at" timestamptz not null, "duration_ms" integer not null, "status_code" integer null, "error_code" text null, "answer_excerpt" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "order_finalization_webhook_attempt_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_webhook_attempt_event_id_webhook_id" ON "order_finalization_webhook_attempt" ("event_id", "webhook_id") WHERE deleted_at IS NULL;`
    )

    // Orders from before the install are left alone: the audit starts here.
    this.addSql(
      `insert into "order_finalization_progress" ("id", "installed_at", "audited_until") select 'ordprog_01', now(), now() where not exists (select 1 from "order_finalization_progress");`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "order_finalization_event" cascade;`)

    this.addSql(`drop table if exists "order_finalization_receipt" cascade;`)

    this.addSql(`drop table if exists "order_finalization" cascade;`)

    this.addSql(`drop table if exists "order_finalization_progress" cascade;`)

    this.addSql(`drop table if exists "order_finalization_lease" cascade;`)

    this.addSql(
      `drop table if exists "order_finalization_webhook_attempt" cascade;`
    )

    this.addSql(`drop table if exists "order_finalization_webhook" cascade;`)
  }
}
