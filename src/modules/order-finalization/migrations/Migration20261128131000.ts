import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261128131000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `drop index if exists "IDX_order_finalization_receipt_status_consumer";`
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_receipt_failed" ON "order_finalization_receipt" ("consumer", "event_id") WHERE status = 'failed' AND deleted_at IS NULL;`
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_order_finalization_receipt_failed";`)
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_order_finalization_receipt_status_consumer" ON "order_finalization_receipt" ("status", "consumer") WHERE deleted_at IS NULL;`
    )
  }
}
