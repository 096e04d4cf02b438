/**
 * Ports from 1024 up where something other than HTTP usually listens, so that an HTTP request could do harm:
 * databases, queues, caches, cluster and remote control; and those that the Fetch standard blocks.
 */
const DENIED: ReadonlySet<number> = new Set([
  1080, 1433, 1434, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3268, 3269, 3306, 3389,
  3659, 4045, 4190, 4369, 5060, 5061, 5432, 5433, 5671, 5672, 5900, 5901, 5984, 5985, 5986, 6000, 6379, 6380, 6432,
  6443, 6566, 6660, 6661, 6662, 6663, 6664, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 7000, 7001, 7077, 7474, 7687,
  8300, 8500, 8600, 9042, 9092, 9093, 9094, 9160, 9200, 9300, 9418, 10_080, 10_250, 10_255, 11_211, 15_672, 16_379,
  26_257, 26_379, 27_017, 27_018, 27_019, 28_015, 33_060, 50_000, 61_613, 61_616,
])

const FIRST_FREE = 1024

/** Whether a webhook may go to this port: 80, 443, or a registered one that is not known for something else. */
export function isAllowedPort(port: number): boolean {
  return port === 80 || port === 443 || (isUserPort(port) && !DENIED.has(port))
}

/** Whether the port is one that needs no privilege to listen on. */
export function isUserPort(port: number): boolean {
  return port >= FIRST_FREE
}
