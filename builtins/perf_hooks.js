// node:perf_hooks - performance and what belongs to it; each name loads its part on use.
'use strict';

const parts = {
  Performance: 'performance',
  PerformanceEntry: 'performance_entry',
  PerformanceMark: 'usertiming',
  PerformanceMeasure: 'usertiming',
  PerformanceObserver: 'observe',
  PerformanceObserverEntryList: 'observe',
  PerformanceResourceTiming: 'resource_timing',
  createHistogram: 'histogram',
  eventLoopUtilization: 'node_timing',
  monitorEventLoopDelay: 'event_loop_delay',
  timerify: 'timerify',
  performance: 'performance',
};

for (const name in parts) {
  Object.defineProperty(exports, name, {
    __proto__: null,
    get() {
      const value = require(`internal/perf/${parts[name]}`)[name];
      Object.defineProperty(exports, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      return value;
    },
    set(value) {
      Object.defineProperty(exports, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    },
    enumerable: true,
    configurable: true,
  });
}
