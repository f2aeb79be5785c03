import { z } from "@medusajs/framework/zod"

export type Words = { allowed: readonly string[]; mayBeSeveral: boolean }

const described = new WeakMap<object, Words>()

/**
 * What a validator of {@link oneOf} or {@link someOf} takes, for whoever describes it: zod 3,
 * of Medusa up to 2.13, has no `meta` by which the validator could say it.
 */
export const wordsOf = (validator: object): Words | undefined =>
  described.get(validator)

/** One of some words. An enum of zod would say that the field is required (Medusa 2.21.2). */
export function oneOf<Value extends string>(
  name: string,
  allowed: readonly Value[]
) {
  const validator = z.custom<Value>(
    (value) => allowed.includes(value as Value),
    `Expected \`${name}\` to be of ${allowed.join(", ")}`
  )
  described.set(validator, { allowed, mayBeSeveral: false })
  return validator
}

/** One of some words, or several; an enum in a union would not name them. */
export function someOf(name: string, allowed: readonly string[]) {
  const validator = z.custom<string | string[]>(
    (value) => [value].flat().every((each) => allowed.includes(each as string)),
    `Expected \`${name}\` to be one or several of ${allowed.join(", ")}`
  )
  described.set(validator, { allowed, mayBeSeveral: true })
  return validator
}
