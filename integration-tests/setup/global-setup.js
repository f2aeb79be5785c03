const { fork } = require("child_process")
const path = require("path")

/** Starts the services of the run, and tells the suites about them by env. */
module.exports = async () => {
  const services = fork(path.join(__dirname, "services.ts"), {
    cwd: path.join(__dirname, "../.."),
    execArgv: ["-r", "ts-node/register"],
    // Jest's "test" would make Medusa behave, and log, in another way.
    env: { ...process.env, NODE_ENV: "development" },
  })
  globalThis.__testServices = services

  const env = await new Promise((resolve, reject) => {
    services.once("message", resolve)
    services.once("exit", (code) =>
      reject(new Error(`The services of the test run ended with ${code}`))
    )
  })
  Object.assign(process.env, env)
}
