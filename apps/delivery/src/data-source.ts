import { dataSourceOptions, type DatabaseEnv } from '@hookline/service-kit'
import type { DataSourceOptions } from 'typeorm'
import { Tables1700000000001 } from './migrations/1-tables.js'

/** The hot tables have no entities: their SQL is written out in the repositories. */
export const deliveryDataSource = (env: DatabaseEnv): DataSourceOptions =>
  dataSourceOptions(env, { schema: 'delivery', entities: [], migrations: [Tables1700000000001] })
