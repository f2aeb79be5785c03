import { ADMIN } from "../shop/seed"
import { type Api, type Headers, postOrThrow } from "./api"

/** The headers of the admin user that the seed has made. */
export const logInAsAdmin = async ({ api }: { api: Api }): Promise<Headers> => {
  const { token } = await postOrThrow(api, "/auth/user/emailpass", ADMIN)
  return { authorization: `Bearer ${token}` }
}
