process.env.ENGINE = "redis"
