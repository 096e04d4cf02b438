/** The two variables by which specs find the servers they may use. */
export const DATABASE_VARIABLE = 'TEST_DATABASE_URL'
export const BROKERS_VARIABLE = 'TEST_KAFKA_BROKERS'

/** The URL of a PostgreSQL server where specs make databases of their own. */
export function testDatabaseUrl(): string {
  return required(DATABASE_VARIABLE)
}

/** The bootstrap address of a Kafka where specs make topics of their own. */
export function testBrokers(): string {
  return required(BROKERS_VARIABLE)
}

function required(name: string): string {
  const value = process.env[name]
  if (!value) {
    throw new Error(
      `${name} is not set: add "globalSetup": "@hookline/testing/global-setup" to the package's jest settings`,
    )
  }
  return value
}
