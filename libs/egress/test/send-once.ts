import { parseCidrs } from '../src/address-guard.js'
import { createEgressClient } from '../src/client.js'

const client = createEgressClient({
  allowCidrs: parseCidrs('127.0.0.0/8'),
  allowHttp: false,
  lookup: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
})
const url = `https://receiver.example:${process.env['PORT']}/`
const result = await client.send({ url, method: 'GET', headers: {}, deadlineMs: 5000 })
await client.close()
process.stdout.write(JSON.stringify(result))
