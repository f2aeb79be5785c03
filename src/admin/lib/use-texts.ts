import { useTranslation } from "react-i18next"

/** The plugin's own texts, and times and amounts in the reader's language. */
export function useTexts() {
  const { t, i18n } = useTranslation("orderFinalization")
  const locale = i18n.language.replace(/([a-z])([A-Z])/, "$1-$2")
  return {
    t: t as (
      key: string | string[],
      values?: Record<string, unknown>
    ) => string,
    toTime: (at: string) =>
      new Date(at).toLocaleString(locale, {
        dateStyle: "medium",
        timeStyle: "medium",
      }),
    /** Of an amount in major units. */
    toMoney: (amount: number, currency: string) =>
      amount.toLocaleString(locale, { style: "currency", currency }),
  }
}
