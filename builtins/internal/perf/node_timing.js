// internal/perf/node_timing - performance.nodeTiming and eventLoopUtilization().
'use strict';

const { now, milestones } = internalBinding('performance');
const { PerformanceEntry } = require('internal/perf/performance_entry');

class PerformanceNodeTiming {
  constructor() {
    const fixed = { name: 'node', entryType: 'node', startTime: 0 };
    for (const name in fixed) {
      Object.defineProperty(this, name, { __proto__: null, enumerable: true, configurable: true, value: fixed[name] });
    }
    const live = {
      duration: now,
      nodeStart: () => milestones().nodeStart,
      // The engine and the environment are made together.
      v8Start: () => milestones().nodeStart,
      environment: () => milestones().environment,
      loopStart: () => milestones().loopStart,
      loopExit: () => milestones().loopExit,
      bootstrapComplete: () => milestones().bootstrapComplete,
      idleTime: () => milestones().idleTime,
    };
    for (const name in live) {
      Object.defineProperty(this, name, { __proto__: null, enumerable: true, configurable: true, get: live[name] });
    }
  }

  toJSON() {
    const json = {};
    for (const name of [
      'name', 'entryType', 'startTime', 'duration', 'nodeStart', 'v8Start', 'bootstrapComplete', 'environment',
      'loopStart', 'loopExit', 'idleTime',
    ]) {
      json[name] = this[name];
    }
    return json;
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect = internalBinding('util').inspect) {
    if (depth < 0) return this;
    const inner = options.depth == null ? null : options.depth - 1;
    return `PerformanceNodeTiming ${inspect(this.toJSON(), { ...options, depth: inner })}`;
  }
}
Object.setPrototypeOf(PerformanceNodeTiming.prototype, PerformanceEntry.prototype);

exports.nodeTiming = new PerformanceNodeTiming();

exports.eventLoopUtilization = function eventLoopUtilization(util1, util2) {
  const { loopStart, idleTime } = milestones();
  if (loopStart < 0) return { idle: 0, active: 0, utilization: 0 };
  if (util2) {
    const idle = util1.idle - util2.idle;
    const active = util1.active - util2.active;
    return { idle, active, utilization: active / (idle + active) };
  }
  let idle = idleTime;
  let active = now() - loopStart - idleTime;
  if (util1) {
    idle -= util1.idle;
    active -= util1.active;
  }
  return { idle, active, utilization: active / (idle + active) };
};
