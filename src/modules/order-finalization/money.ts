import { MathBN } from "@medusajs/framework/utils"

/**
 * Rounds an amount to its currency's precision, as core's payment module does before it
 * compares payments (`roundToCurrencyPrecision`, Medusa 2.21.2): a collection asks for the
 * cart's raw total, 10.3322375 say, and a provider can only bring 10.33. An unknown
 * currency keeps the full precision.
 *
 * @param amount - In major units.
 */
export function roundToCurrency(amount: number, currencyCode: string): number {
  return MathBN.convert(amount, toPrecision(currencyCode)).toNumber()
}

const precisions = new Map<string, number | undefined>()

// In one locale, so that the answer does not hang on the machine's own.
function toPrecision(currencyCode: string): number | undefined {
  if (!precisions.has(currencyCode)) {
    precisions.set(currencyCode, readPrecision(currencyCode))
  }
  return precisions.get(currencyCode)
}

function readPrecision(currency: string): number | undefined {
  try {
    return new Intl.NumberFormat("en", {
      style: "currency",
      currency,
    }).resolvedOptions().maximumFractionDigits
  } catch {
    return undefined
  }
}
