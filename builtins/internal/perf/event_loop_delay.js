// internal/perf/event_loop_delay - perf_hooks.monitorEventLoopDelay(): how late a repeating timer fires.
'use strict';

const { error } = internalBinding('errors');
const { validateInteger, validateObject } = internalBinding('validators');
const { Histogram: Handle } = internalBinding('performance');
const { Histogram, kConstruct, kHandle } = require('internal/perf/histogram');

const kTimer = Symbol('kTimer');
const kResolution = Symbol('kResolution');

class ELDHistogram extends Histogram {
  constructor(key = undefined, resolution = undefined) {
    super(key, new Handle(1, 3.6e12, 3));
    this[kResolution] = resolution;
    this[kTimer] = null;
  }

  enable() {
    if (this[kTimer] === undefined) throw error('ERR_INVALID_THIS', 'ELDHistogram');
    if (this[kTimer] !== null) return false;
    const handle = this[kHandle];
    // The time between two firings; the first only starts the clock.
    handle.recordDelta();
    this[kTimer] = setInterval(() => handle.recordDelta(), this[kResolution]).unref();
    return true;
  }

  disable() {
    if (this[kTimer] === undefined) throw error('ERR_INVALID_THIS', 'ELDHistogram');
    if (this[kTimer] === null) return false;
    clearInterval(this[kTimer]);
    this[kTimer] = null;
    return true;
  }

  [Symbol.dispose]() {
    this.disable();
  }
}

exports.monitorEventLoopDelay = function monitorEventLoopDelay(options = {}) {
  validateObject(options, 'options');
  const { resolution = 10 } = options;
  validateInteger(resolution, 'options.resolution', 1);
  return new ELDHistogram(kConstruct, resolution);
};
