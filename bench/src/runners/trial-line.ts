import type { Trial } from './trial.ts'

/** One trial on one line, for whoever watches. */
export function trialLine(trial: Trial): string {
  const { accept, acceptToReceive, cpuPerEvent: cpu, calibration } = trial
  const share = `${trial.system.padEnd(8)} ${String(trial.rate).padStart(6)}/s`
  const got = `accepted ${trial.acceptedRate} delivered ${trial.deliveredRate}`
  const times = `accept ${accept.p50}/${accept.p99} ms, to receive ${acceptToReceive.p50}/${acceptToReceive.p99} ms`
  const work = ['gateway', 'delivery', 'kafka', 'postgres'].map((name) => Math.round(cpu[name] ?? 0)).join('·')
  const counts = `${trial.lost} lost, ${trial.duplicates} twice`
  const machine = `others ${trial.otherCores}, load ${calibration.loadavg}`
  const verdict = trial.sustained ? 'sustained' : `NOT: ${trial.why}`
  return `  ${share}: ${got}; ${times}; CPU µs ${work}; ${counts}; ${machine}; ${verdict}`
}
