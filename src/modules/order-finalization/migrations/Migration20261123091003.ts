import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261123091003 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "order_finalization" drop constraint if exists "order_finalization_order_id_unique";`
    )
    this.addSql(
      `alter table if exists "order_event" drop constraint if exists "order_event_order_id_sequence_unique";`
    )
    this.addSql(
      `alter table if exists "order_event" drop constraint if exists "order_event_order_id_name_unique";`
    )
    this.addSql(
      `create table if not exists "order_event" ("id" text not null, "order_id" text not null, "sequence" integer not null, "name" text check ("name" in ('order.finalized', 'order.reverted')) not null, "data" jsonb not null, "due_at" timestamptz null, "next_attempt_at" timestamptz null, "attempts" integer not null default 0, "last_error" text null, "published_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "order_event_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_event_deleted_at" ON "order_event" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_order_event_order_id_name_unique" ON "order_event" ("order_id", "name");`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_order_event_order_id_sequence_unique" ON "order_event" ("order_id", "sequence");`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_event_next_attempt_at" ON "order_event" ("next_attempt_at") WHERE next_attempt_at is not null AND deleted_at IS NULL;`
    )

    this.addSql(
      `create table if not exists "order_finalization" ("id" text not null, "order_id" text not null, "status" text check ("status" in ('pending', 'awaiting_payment', 'on_hold', 'finalized', 'reverted', 'needs_review')) not null, "staged_status" text null, "reason" jsonb null, "review_reason" text null, "hold_reason" text null, "released_by" text null, "released_at" timestamptz null, "cart_id" text null, "display_id" integer null, "workflow_id" text null, "transaction_id" text null, "parent_workflow_id" text null, "parent_transaction_id" text null, "check_at" timestamptz null, "checks" integer not null default 0, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "order_finalization_pkey" primary key ("id"));`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_deleted_at" ON "order_finalization" ("deleted_at") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_order_finalization_order_id_unique" ON "order_finalization" ("order_id");`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_check_at" ON "order_finalization" ("check_at") WHERE check_at is not null AND deleted_at IS NULL;`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_status_updated_at" ON "order_finalization" ("status", "updated_at") WHERE deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "order_event" cascade;`)

    this.addSql(`drop table if exists "order_finalization" cascade;`)
  }
}
