/** Gives what some work comes to, or else, once `ms` milliseconds are over, what `otherwise` does. */
export async function within<Result, Otherwise>(
  ms: number,
  work: Promise<Result>,
  otherwise: () => Otherwise
): Promise<Result | Otherwise> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  try {
    return await Promise.race([work, over.then(otherwise)])
  } finally {
    clearTimeout(timer)
  }
}
