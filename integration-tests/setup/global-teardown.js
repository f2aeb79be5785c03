/** Lets the services drop and stop all that they have made. */
module.exports = async () => {
  const services = globalThis.__testServices
  if (services?.connected) {
    const gone = new Promise((resolve) => services.once("exit", resolve))
    services.send("stop")
    await gone
  }
}
