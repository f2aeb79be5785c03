/**
 * Waits for an answer, but not for ever: core leaves some who ask without one for good.
 *
 * @param patience - In milliseconds.
 */
export const orLeave = async (
  answered: Promise<unknown>,
  patience: number
): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const leave = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience)
  })
  await Promise.race([answered, leave]).finally(() => clearTimeout(timer))
}
