/** The value below which `share` of all values lie, by linear interpolation. */
export const quantile = (values: number[], share: number): number => {
  if (!values.length) {
    throw new Error("Expected values to take a quantile of, got none")
  }
  const sorted = [...values].sort((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)]!
  const above = sorted[Math.ceil(position)]!
  return below + (above - below) * (position - Math.floor(position))
}

export const median = (values: number[]): number => quantile(values, 0.5)

/** Where the true median lies with 95 % confidence, whatever the distribution. */
export const medianInterval = (values: number[]): [number, number] => {
  // The normal approximation of the binomial distribution of ranks, outward to whole ones.
  const sorted = [...values].sort((a, b) => a - b)
  const half = 0.98 * Math.sqrt(values.length)
  const rank = Math.max(1, Math.floor((values.length + 1) / 2 - half))
  return [sorted[rank - 1]!, sorted.at(-rank)!]
}

export const round = (value: number, digits: number): number =>
  Number(value.toFixed(digits))
