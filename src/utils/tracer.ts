import { Tracer } from "@medusajs/framework/telemetry"

/** Of the spans that are not those of Medusa's workflows. */
export const tracer = new Tracer("medusa-plugin-order-finalized")
