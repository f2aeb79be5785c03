process.env.ENGINE = "in-memory"
