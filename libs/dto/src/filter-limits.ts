const MAX_DEPTH = 10
const MAX_NODES = 100
const MAX_JSON = 32_768

interface Place {
  node: unknown
  depth: number
}

/** Why a tree is too deep or too large, if it is. It looks at no more nodes than a tree may have. */
export function filterLimitFault(filter: unknown): string | undefined {
  const places: Place[] = [{ node: filter, depth: 1 }]
  for (let at = 0; at < places.length; at += 1) {
    const { node, depth } = places[at]!
    const children = childrenOf(node)
    if (depth > MAX_DEPTH) return `must be nested at most ${MAX_DEPTH} levels deep`
    if (places.length + children.length > MAX_NODES) return `must have at most ${MAX_NODES} nodes`
    for (const child of children) places.push({ node: child, depth: depth + 1 })
  }
  return JSON.stringify(filter).length > MAX_JSON ? `must have at most ${MAX_JSON} characters as JSON` : undefined
}

function childrenOf(node: unknown): unknown[] {
  if (typeof node !== 'object' || node === null) return []
  const { and, or, not } = node as Record<string, unknown>
  return [and, or, not].flatMap((member) => (member === undefined ? [] : member))
}
