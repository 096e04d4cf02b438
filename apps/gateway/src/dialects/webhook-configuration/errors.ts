import { STATUS_CODES } from 'node:http'
import type { ProblemCode } from '@hookline/dto'
import { z } from 'zod'
import type { AnswerFormat } from '../../http/answer-format.js'
import type { Failure } from '../../http/failure.js'

/** The vendor's error object, for everything that goes wrong on these paths. Clients branch on status and `code`. */
export const VendorError = z.strictObject({
  title: z.string(),
  description: z.string(),
  translation: z.string(),
  code: z.string(),
})
export type VendorError = z.infer<typeof VendorError>

type Text = readonly [code: string, translation: string]

const INVALID_KEY: Text = ['OWH000002', 'Chave inválida']
const UNKNOWN_ROUTE: Text = ['QIT000001', 'Rota não encontrada']

const TEXTS: Record<ProblemCode, Text> = {
  validation_failed: ['OWH000001', 'Dados inválidos'],
  url_refused: ['OWH000003', 'URL recusada'],
  not_found: ['OWH000004', 'Configuração de webhook não encontrada'],
  header_refused: ['OWH000005', 'Cabeçalho recusado'],
  limit_reached: ['OWH000006', 'Limite de configurações de webhook atingido'],
  conflict: ['OWH000007', 'Conflito com uma requisição anterior'],
  rate_limited: ['OWH000008', 'Muitas requisições'],
  method_not_allowed: ['QIT000002', 'Método não permitido'],
  malformed_body: ['QIT000003', 'Corpo da requisição inválido'],
  internal: ['QIT000004', 'Erro interno'],
  unauthenticated: ['QIT000005', 'Autenticação necessária'],
  forbidden: ['QIT000006', 'Acesso não permitido'],
  payload_too_large: ['QIT000007', 'Requisição muito grande'],
  uri_too_long: ['QIT000008', 'URI muito longa'],
  unsupported_media_type: ['QIT000009', 'Tipo de conteúdo não suportado'],
  unavailable: ['QIT000010', 'Serviço indisponível'],
  timeout: ['QIT000011', 'Tempo de resposta esgotado'],
  malformed_request: ['QIT000012', 'Requisição malformada'],
  request_timeout: ['QIT000013', 'A requisição não chegou a tempo'],
  headers_too_large: ['QIT000014', 'Cabeçalhos muito grandes'],
  invalid_cursor: ['OWH000001', 'Dados inválidos'],
}

export const webhookConfigurationErrors: AnswerFormat = {
  prefix: '/outgoing_webhook',
  contentType: 'application/json; charset=utf-8',
  schema: VendorError,
  render(failure): VendorError {
    const [code, translation] = textOf(failure)
    const field = failure.errors?.[0]?.path
    return {
      title: STATUS_CODES[failure.status] ?? 'Error',
      description: failure.detail,
      translation: field ? `${translation}: ${field}` : translation,
      code,
    }
  },
}

function textOf({ code, errors, unknownRoute }: Failure): Text {
  if (unknownRoute === true) return UNKNOWN_ROUTE
  if (code === 'validation_failed' && errors?.[0]?.message.startsWith('must be a UUID')) return INVALID_KEY
  return TEXTS[code]
}
