import { openKafka } from "./kafka"
import { openNats } from "./nats"
import { openRabbitMq } from "./rabbitmq"

/** Every broker that a recipe publishes to; `open` gives `null` if there is none. */
export const BROKERS = [
  { name: "NATS", consumer: "nats", open: openNats },
  { name: "RabbitMQ", consumer: "rabbitmq", open: openRabbitMq },
  { name: "Kafka (kcat)", consumer: "kafka", open: openKafka },
]
