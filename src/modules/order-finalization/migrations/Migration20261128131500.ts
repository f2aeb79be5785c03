import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261128131500 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "order_finalization_receipt" add column if not exists "failed_attempts" integer not null default 0;`
    )
    // A webhook's schedule goes on where it was: only what is under way has not failed.
    this.addSql(
      `update "order_finalization_receipt" set "failed_attempts" = "attempts" - case when "last_error" is null then 1 else 0 end where "status" = 'pending' and "attempts" > 0 and "consumer" like 'webhook:%';`
    )

    this.addSql(
      `drop index if exists "IDX_order_finalization_receipt_status_consumer";`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_receipt_failed" ON "order_finalization_receipt" ("consumer", "event_id") WHERE status = 'failed' AND deleted_at IS NULL;`
    )

    this.addSql(
      `alter table if exists "order_finalization_webhook" add column if not exists "first_failed_at" timestamptz null, add column if not exists "slowed_until" timestamptz null;`
    )
    this.addSql(
      `update "order_finalization_webhook" set "first_failed_at" = "failing_since" where "failing_since" is not null;`
    )
    // What had been taken away of a webhook's headers was still there.
    this.addSql(
      `update "order_finalization_webhook" set "sealed_headers" = (select coalesce(jsonb_object_agg(name, value), '{}') from jsonb_each("sealed_headers") as header (name, value) where "header_names" @> to_jsonb(name));`
    )

    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_webhook_attempt_webhook_id" ON "order_finalization_webhook_attempt" ("webhook_id") WHERE deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(
      `drop index if exists "IDX_order_finalization_webhook_attempt_webhook_id";`
    )

    this.addSql(
      `alter table if exists "order_finalization_webhook" drop column if exists "first_failed_at", drop column if exists "slowed_until";`
    )

    this.addSql(`drop index if exists "IDX_order_finalization_receipt_failed";`)
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_receipt_status_consumer" ON "order_finalization_receipt" ("status", "consumer") WHERE deleted_at IS NULL;`
    )
    this.addSql(
      `alter table if exists "order_finalization_receipt" drop column if exists "failed_attempts";`
    )
  }
}
