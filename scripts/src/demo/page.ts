import type { Received } from './received.ts'

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222 }
  article { border: 1px solid #ddd; border-radius: 6px; padding: 0 1rem 1rem; margin: 1rem 0 }
  h2 { font-size: 1rem } pre { background: #f6f6f6; padding: .75rem; overflow: auto; margin: .5rem 0 }
  .yes { color: #0a6b2d } .no { color: #b00020 }
  @media (prefers-color-scheme: dark) { body { background: #16181c; color: #ddd } article { border-color: #444 } pre { background: #22252b } }
`

/** The page of the demo receiver, newest webhook first. */
export function page(received: readonly Received[]): string {
  const articles = received.toReversed().map(article).join('')
  const nothing = '<p>Nothing yet. Publish an event, and it shows up here.</p>'
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<title>Hookline demo receiver</title><style>${STYLE}</style>
<h1>Demo receiver</h1><p>${received.length} received since the start. As JSON: <a href="/received.json">received.json</a></p>
${articles || nothing}</html>`
}

function article(item: Received): string {
  const verdict = item.verified
    ? '<span class="yes">signature verified</span>'
    : `<span class="no">signature refused: ${escape(item.reason ?? '')}</span>`
  const headers = Object.entries(item.headers).map(([name, value]) => `${name}: ${value}`)
  return `<article><h2>${escape(item.receivedAt)} · ${escape(`${item.method} ${item.path}`)} · ${verdict}</h2>
<pre>${escape(headers.join('\n'))}</pre><pre>${escape(item.body)}</pre></article>`
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/gu, (character) => entities[character] ?? '')
}
