import { useTexts } from "../lib/use-texts"

/**
 * One of the plugin's texts: what the columns of a table are headed by, as those are to be
 * the same at every render.
 */
export const Words = ({ of, isHidden }: { of: string; isHidden?: boolean }) => {
  const { t } = useTexts()
  return <span className={isHidden ? "sr-only" : undefined}>{t(of)}</span>
}
