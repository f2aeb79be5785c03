/** SQL for the ID of a receipt: statements that insert many have no IDs to pass. */
export const NEW_RECEIPT_ID = `'ordrec_' || upper(replace(gen_random_uuid()::text, '-', ''))`
