import type { LoggerService } from '@nestjs/common'
import { Injectable } from '@nestjs/common'
import { pino, type Logger as PinoLogger } from 'pino'

/**
 * Never written, should they ever be logged. Top level only: wildcard paths cost a tenth of delivery's CPU (--cpu-prof), and
 * lines are flat. Payloads and header values are not logged at all.
 */
const REDACT = ['authorization', 'headers', 'hmac_signature_key', 'key', 'password', 'secret']

export type LogFields = Record<string, unknown>

/** Lines are written by the page, or after this time: a write for each costs more than the line. */
const WRITE = { minLength: 4_096, periodicFlush: 100 }

/** One JSON line per unit of work: `log.event('delivery.attempted', { … })`. */
@Injectable()
export class Logger {
  constructor(private readonly pino: PinoLogger) {}

  static create(service: string, level: string): Logger {
    const options = { level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime, redact: REDACT }
    return new Logger(pino(options, pino.destination({ dest: 1, sync: false, ...WRITE })))
  }

  event(event: string, fields: LogFields = {}): void {
    this.pino.info({ event, ...fields })
  }

  debug(event: string, fields: LogFields = {}): void {
    this.pino.debug({ event, ...fields })
  }

  warn(event: string, fields: LogFields = {}): void {
    this.pino.warn({ event, ...fields })
  }

  error(event: string, error: unknown, fields: LogFields = {}): void {
    this.pino.error({ event, err: describe(error), ...fields })
  }

  get verbose(): boolean {
    return this.pino.isLevelEnabled('debug')
  }

  flush(): Promise<void> {
    return new Promise((resolve) => {
      this.pino.flush(() => resolve())
    })
  }

  /** For Nest's own lines, and for kafkajs'. */
  get raw(): PinoLogger {
    return this.pino
  }
}

function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error ? { code: error.code } : {}
  return { name: error.name, message: error.message, ...code, stack: error.stack }
}

/** Nest's start-up chatter goes to debug; its warnings and errors stay what they are. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug('nest', { message, context })
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn('nest', { message, context })
  }

  error(message: unknown, stack?: unknown, context?: unknown): void {
    this.logger.error('nest', message, { stack, context })
  }
}
