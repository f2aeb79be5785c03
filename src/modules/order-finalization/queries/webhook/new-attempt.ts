/**
 * SQL that keeps an attempt to deliver the event of a receipt to a webhook; none of a
 * receipt that is gone with its webhook. Its values are the attempt's number, a
 * `WebhookAttempt` as JSON, and the receipt's ID.
 */
export const NEW_ATTEMPT = `insert into order_finalization_webhook_attempt (
         id, webhook_id, event_id, receipt_id, number, started_at, duration_ms, status_code,
         error_code, answer_excerpt
       )
       select 'ordwa_' || upper(replace(gen_random_uuid()::text, '-', '')),
         substr(receipt.consumer, length('webhook:') + 1), receipt.event_id, receipt.id, ?::int,
         made.started_at, made.duration_ms, made.status_code, made.error_code,
         made.answer_excerpt
       from order_finalization_receipt receipt,
         jsonb_to_record(?::jsonb) as made (
           started_at timestamptz, duration_ms int, status_code int, error_code text,
           answer_excerpt text
         )
       where receipt.id = ?`
