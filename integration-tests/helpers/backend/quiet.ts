/**
 * Imported before anything of Medusa, which reads these once, when loaded: no
 * usage reports from test runs, and no log lines unless LOG_LEVEL asks for them.
 * Core logs an error for each refused payment, and tests refuse a lot of them.
 */
process.env.MEDUSA_DISABLE_TELEMETRY ??= "true"
process.env.LOG_LEVEL ??= "none"
