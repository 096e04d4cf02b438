import { expect, test } from '@jest/globals'
import { EntityView } from './entity.view.js'

interface Thing {
  id: string
  tenant_id: string
  created_at: string
}

const view = () => new EntityView<Thing>('webhook', ({ tenant_id }) => tenant_id)
const thing = (id: string, created_at: string, tenant_id = 't'): Thing => ({ id, created_at, tenant_id })

test('lists a group oldest first, with the id as tie-break', () => {
  const things = view()
  for (const [id, at] of [
    ['c', '2'],
    ['b', '1'],
    ['a', '2'],
    ['d', '0'],
  ] as const)
    things.put(id, thing(id, at))
  things.put('x', thing('x', '0', 'other'))
  expect(things.list('t').map(({ id }) => id)).toEqual(['d', 'b', 'a', 'c'])
  expect(things.list('nobody')).toEqual([])
})

test('follows changes, moves and removals', () => {
  const things = view()
  things.put('a', thing('a', '1'))
  things.put('a', thing('a', '1', 'u'))
  expect(things.list('t')).toEqual([])
  expect(things.list('u')).toHaveLength(1)
  things.remove('a')
  things.remove('a')
  expect(things.get('a')).toBeUndefined()
  expect(things.list('u')).toEqual([])
})

test('pages go on after a place, whether or not what stood there is still there', () => {
  const things = view()
  for (let i = 0; i < 5; i++) things.put(`${i}`, thing(`${i}`, '1'))
  const ids = (page: { items: readonly Thing[]; more: boolean }) => [page.items.map(({ id }) => id), page.more]
  expect(ids(things.page('t', 2, undefined))).toEqual([['0', '1'], true])
  things.remove('1')
  things.put('00', thing('00', '1'))
  expect(ids(things.page('t', 2, ['1', '1']))).toEqual([['2', '3'], true])
  expect(ids(things.page('t', 2, ['1', '3']))).toEqual([['4'], false])
  expect(ids(things.page('t', 2, ['9', 'z']))).toEqual([[], false])
})
