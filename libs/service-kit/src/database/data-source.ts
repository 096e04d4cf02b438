import type { DataSourceOptions, MixedList } from 'typeorm'

export interface DatabaseEnv {
  DATABASE_URL: string
  HOOKLINE_DATABASE_POOL: number
  HOOKLINE_DATABASE_TIMEOUT_MS: number
}

type Classes = MixedList<new (...args: never[]) => unknown>

interface Parts {
  schema: string
  entities: Classes
  migrations: Classes
}

/**
 * TypeORM options of a service that owns `schema`. No start-up parameters and no named statements: both would break
 * behind PgBouncer in transaction mode. The query timeout is the client's, since a silent server keeps none.
 */
export function dataSourceOptions(env: DatabaseEnv, { schema, entities, migrations }: Parts): DataSourceOptions {
  return {
    type: 'postgres',
    url: env.DATABASE_URL,
    schema,
    entities: entities as never,
    migrations: migrations as never,
    migrationsTableName: 'migrations',
    migrationsRun: false,
    synchronize: false,
    logging: false,
    extra: {
      max: env.HOOKLINE_DATABASE_POOL,
      connectionTimeoutMillis: 5_000,
      query_timeout: env.HOOKLINE_DATABASE_TIMEOUT_MS,
      keepAlive: true,
      application_name: undefined,
    },
  }
}
