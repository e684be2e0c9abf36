// internal/perf/performance - the global `performance`; marks, entries and its events load on use.
'use strict';

const { error } = internalBinding('errors');
const binding = internalBinding('performance');

const timeOrigin = binding.timeOrigin();
let performance;

function check(self) {
  if (self !== performance) throw error('ERR_INVALID_THIS', 'Performance');
}

function missing(name) {
  return error('ERR_MISSING_ARGS', name);
}

function text(value) {
  return value === undefined ? undefined : `${value}`;
}

class Performance {
  constructor() {
    throw error('ERR_ILLEGAL_CONSTRUCTOR');
  }

  clearMarks(name = undefined) {
    check(this);
    require('internal/perf/usertiming').clearMarks(text(name));
  }

  clearMeasures(name = undefined) {
    check(this);
    require('internal/perf/timeline').clear('measure', text(name));
  }

  clearResourceTimings(name = undefined) {
    check(this);
    require('internal/perf/timeline').clear('resource', text(name));
  }

  getEntries() {
    check(this);
    return require('internal/perf/timeline').entries();
  }

  getEntriesByName(name, type = undefined) {
    check(this);
    if (arguments.length === 0) throw missing('name');
    return require('internal/perf/timeline').entries(`${name}`, text(type));
  }

  getEntriesByType(type) {
    check(this);
    if (arguments.length === 0) throw missing('type');
    return require('internal/perf/timeline').entries(undefined, `${type}`);
  }

  mark(name, options = undefined) {
    check(this);
    if (arguments.length === 0) throw missing('name');
    return require('internal/perf/usertiming').mark(name, options);
  }

  measure(name, startOrMeasureOptions = undefined, endMark = undefined) {
    check(this);
    if (arguments.length === 0) throw missing('name');
    return require('internal/perf/usertiming').measure(name, startOrMeasureOptions, endMark);
  }

  now() {
    check(this);
    return binding.now();
  }

  setResourceTimingBufferSize(maxSize) {
    check(this);
    if (arguments.length === 0) throw missing('maxSize');
    require('internal/perf/timeline').setResourceLimit(maxSize >>> 0);
  }

  get timeOrigin() {
    check(this);
    return timeOrigin;
  }

  toJSON() {
    check(this);
    return {
      nodeTiming: this.nodeTiming,
      timeOrigin: this.timeOrigin,
      eventLoopUtilization: this.eventLoopUtilization(),
    };
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect = internalBinding('util').inspect) {
    if (depth < 0) return this;
    const inner = options.depth == null ? null : options.depth - 1;
    return `Performance ${inspect({ nodeTiming: this.nodeTiming, timeOrigin: this.timeOrigin },
                                  { ...options, depth: inner })}`;
  }
}

const proto = Performance.prototype;
for (const name of [
  'clearMarks', 'clearMeasures', 'clearResourceTimings', 'getEntries', 'getEntriesByName', 'getEntriesByType', 'mark',
  'measure', 'now', 'timeOrigin', 'toJSON', 'setResourceTimingBufferSize',
]) {
  Object.defineProperty(proto, name, { __proto__: null, enumerable: true });
}
Object.defineProperty(proto, Symbol.toStringTag, { __proto__: null, configurable: true, value: 'Performance' });

// Node's own members, each made when it is first read.
function deferred(name, make) {
  Object.defineProperty(proto, name, {
    __proto__: null,
    get() {
      const value = make();
      Object.defineProperty(proto, name, { __proto__: null, value, writable: true, configurable: true });
      return value;
    },
    set(value) {
      Object.defineProperty(proto, name, { __proto__: null, value, writable: true, configurable: true });
    },
    configurable: true,
  });
}
deferred('eventLoopUtilization', () => require('internal/perf/node_timing').eventLoopUtilization);
deferred('markResourceTiming', () => require('internal/perf/resource_timing').markResourceTiming);
deferred('nodeTiming', () => require('internal/perf/node_timing').nodeTiming);
deferred('timerify', () => require('internal/perf/timerify').timerify);

performance = Object.create(proto);

// performance is an EventTarget, but nearly nobody uses that. Until EventTarget is loaded, which every way to notice
// leads to, a stand-in takes its place in the prototype chain.
const standIn = {};
for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) {
  Object.defineProperty(standIn, name, {
    __proto__: null,
    get() {
      require('internal/event_target');
      return performance[name];
    },
    enumerable: true,
    configurable: true,
  });
}
Object.defineProperty(proto, 'onresourcetimingbufferfull', {
  __proto__: null,
  get() {
    require('internal/event_target');
    return performance.onresourcetimingbufferfull;
  },
  set(value) {
    require('internal/event_target');
    performance.onresourcetimingbufferfull = value;
  },
  enumerable: true,
  configurable: true,
});
Object.setPrototypeOf(proto, standIn);

function becomeEventTarget({ EventTarget, initEventTarget }) {
  Object.setPrototypeOf(proto, EventTarget.prototype);
  Object.setPrototypeOf(Performance, EventTarget);
  initEventTarget(performance);
  const { defineEventHandler } = require('internal/events/event_handler');
  defineEventHandler(proto, 'resourcetimingbufferfull');
}

if (binding.eventTarget !== undefined) becomeEventTarget(binding.eventTarget);
else binding.onEventTarget = becomeEventTarget;

module.exports = { Performance, performance };
