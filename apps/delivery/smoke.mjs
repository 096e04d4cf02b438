import { Kafka } from 'kafkajs'
import http from 'node:http'
import { Sealer } from '@hookline/service-kit'
import { generateSecret, verifyStandard } from '@hookline/signing'
import { v7 } from 'uuid'
const kafka = new Kafka({ brokers: ['127.0.0.1:29092'], logLevel: 1 })
const p = kafka.producer(); await p.connect()
const sealer = new Sealer([{ id: 'k1', key: Buffer.alloc(32) }])
const T = '11111111-1111-4111-8111-111111111111', W = '22222222-2222-4222-8222-222222222222'
const secret = generateSecret()
let fails = 2, n = 0
const seen = new Map()
const srv = http.createServer((q, r) => { const c=[]; q.on('data', d=>c.push(d)); q.on('end', () => { n++
  const body = Buffer.concat(c); const v = verifyStandard({ secrets:[secret], id:q.headers['webhook-id'], timestamp:q.headers['webhook-timestamp'], signature:q.headers['webhook-signature'], body, nowSeconds: Date.now()/1000 })
  seen.set(q.headers['webhook-id'], (seen.get(q.headers['webhook-id'])??0)+1)
  if (n < 4) console.log(q.headers, body.toString().slice(0,80), v)
  if (fails-- > 0) { r.statusCode = 500; r.end('no') } else r.end('ok') }) }).listen(28090)
const now = new Date().toISOString()
const rec = (seq, kind, id, value) => ({ key: `${kind}:${id}`, value: JSON.stringify({ v:1, generation:1, seq, kind, value }) })
await p.send({ topic:'lead.hookline.config.snapshot', messages:[
 rec(1,'tenant',T,{id:T,name:'x',created_at:now,updated_at:now}),
 rec(2,'webhook',W,{id:W,tenant_id:T,url:'http://127.0.0.1:28090/x?y=1',event_types:null,description:null,profile:'standard',enabled:true,secrets:[{sealed:sealer.seal(secret,T,'webhook.secret'),expires_at:null}],headers:null,signature_uri:'url',retry:{schedule:[1,1,1],jitter:0},timeout_ms:null,metadata:{},created_at:now,updated_at:now}),
 rec(3,'marker','config',{generation:1}) ]})
const hb = setInterval(() => p.send({ topic:'lead.hookline.config.snapshot', messages:[rec(4,'heartbeat','config',{generation:1,at:now})]}), 500)
const N = Number(process.argv[2] ?? 5)
await new Promise(r => setTimeout(r, Number(process.argv[3] ?? 3000)))
const t0 = Date.now()
for (let i = 0; i < N; i += 500) {
  const messages = Array.from({ length: Math.min(500, N - i) }, (_, j) => { const id = v7(); return { key:id, value: JSON.stringify({ i: i+j, pad:'x'.repeat(450) }), headers:{ ce_specversion:'1.0', ce_id:id, ce_source:'/t', ce_type:'order.created', ce_tenantkey:T, 'content-type':'application/json', hooklineminted:'1' } } })
  await p.send({ topic:'lead.hookline.events', messages })
}
while (seen.size < N && Date.now() - t0 < 60000) await new Promise(r => setTimeout(r, 20))
console.log('delivered', seen.size, 'requests', n, 'ms', Date.now() - t0)
await new Promise(r => setTimeout(r, 2500))
clearInterval(hb); await p.disconnect(); process.exit(0)
