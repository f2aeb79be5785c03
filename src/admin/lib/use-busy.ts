import { useState } from "react"

/** Does one thing at a time: what is asked for meanwhile, by a double click say, is not done. */
export function useBusy() {
  const [isBusy, setIsBusy] = useState(false)

  const run = async (work: () => Promise<unknown>) => {
    if (isBusy) {
      return
    }
    setIsBusy(true)
    try {
      await work()
    } finally {
      setIsBusy(false)
    }
  }

  return { isBusy, run }
}
