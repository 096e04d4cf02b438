export { createDatabase, type TestDatabase } from './infra/database.js'
export { testBrokers, testDatabaseUrl } from './infra/environment.js'
export { deleteTopics, topicPrefix } from './infra/topics.js'
export { type Answer } from './receiver/answer.js'
export {
  type Handler,
  type ReceivedRequest,
  type Receiver,
  type ReceiverOptions,
  startReceiver,
} from './receiver/receiver.js'
export { migrate } from './services/migrate.js'
export { type Environment, type ServiceName } from './services/service-name.js'
export { type Service, type ServiceOptions, spawnService } from './services/service.js'
export { type Api, createApi, type EventInput, type WebhookInput } from './stack/api.js'
export { makeAdminKey, makeMasterKeys } from './stack/environment.js'
export { type ApiAnswer, ApiError, type ApiRequest } from './stack/http.js'
export { type Stack, type StackOptions, startStack } from './stack/stack.js'
export { waitFor, type WaitOptions } from './wait-for.js'
export { workspaceRoot } from './workspace.js'
