import { useConsumerName } from "../lib/use-consumer-name"

/** A consumer by what people call it. */
export const ConsumerName = ({ consumer }: { consumer: string }) => {
  const toName = useConsumerName()
  return <>{toName(consumer)}</>
}
