// internal/perf/observe - PerformanceObserver.
'use strict';

const { error } = internalBinding('errors');
const { validateFunction, validateObject } = internalBinding('validators');
const { enumerable, kConstruct } = require('internal/perf/performance_entry');
const timeline = require('internal/perf/timeline');

const kEntries = Symbol('kBuffer');
const kInspect = Symbol.for('nodejs.util.inspect.custom');
// What this runtime produces entries of.
const kSupported = Object.freeze(['function', 'mark', 'measure', 'resource']);

const pending = new Set();
let scheduled = false;

function schedule(observer) {
  pending.add(observer);
  if (scheduled) return;
  scheduled = true;
  setImmediate(() => {
    scheduled = false;
    const due = [...pending];
    pending.clear();
    for (let i = 0; i < due.length; i++) due[i]();
  });
}

function inspectAs(name, fields, depth, options, inspect = internalBinding('util').inspect) {
  const inner = options.depth == null ? null : options.depth - 1;
  return `${name} ${inspect(fields, { ...options, depth: inner })}`;
}

class PerformanceObserverEntryList {
  constructor(key = undefined, entries = []) {
    if (key !== kConstruct) throw error('ERR_ILLEGAL_CONSTRUCTOR');
    this[kEntries] = entries.sort(timeline.byStart);
  }

  #entries() {
    const entries = this[kEntries];
    if (entries === undefined) throw error('ERR_INVALID_THIS', 'PerformanceObserverEntryList');
    return entries;
  }

  getEntries() {
    if (this?.[kEntries] === undefined) throw error('ERR_INVALID_THIS', 'PerformanceObserverEntryList');
    return this.#entries().slice();
  }

  getEntriesByType(type) {
    if (this?.[kEntries] === undefined) throw error('ERR_INVALID_THIS', 'PerformanceObserverEntryList');
    if (arguments.length === 0) throw error('ERR_MISSING_ARGS', 'type');
    type = `${type}`;
    return this.#entries().filter((entry) => entry.entryType === type);
  }

  getEntriesByName(name, type = undefined) {
    if (this?.[kEntries] === undefined) throw error('ERR_INVALID_THIS', 'PerformanceObserverEntryList');
    if (arguments.length === 0) throw error('ERR_MISSING_ARGS', 'name');
    name = `${name}`;
    return this.#entries().filter((entry) => entry.name === name && (type == null || entry.entryType === type));
  }

  [kInspect](depth, options, inspect) {
    if (depth < 0) return this;
    return inspectAs('PerformanceObserverEntryList', this[kEntries], depth, options, inspect);
  }
}
enumerable(PerformanceObserverEntryList.prototype, ['getEntries', 'getEntriesByType', 'getEntriesByName'],
           'PerformanceObserverEntryList');

class PerformanceObserver {
  #entries = [];
  #types = new Set();
  #multiple;
  #accept;
  #dispatch;

  constructor(callback) {
    validateFunction(callback, 'callback');
    this.#accept = (entry) => {
      if (!this.#types.has(entry.entryType)) return;
      this.#entries.push(entry);
      schedule(this.#dispatch);
    };
    this.#dispatch = () => {
      callback.call(undefined, new PerformanceObserverEntryList(kConstruct, this.takeRecords()), this);
    };
  }

  observe(options = {}) {
    validateObject(options, 'options');
    const { entryTypes, type, buffered } = { ...options };
    if (entryTypes === undefined && type === undefined) {
      throw error('ERR_MISSING_ARGS', 'options.entryTypes', 'options.type');
    }
    if (entryTypes != null && type != null) {
      throw error('ERR_INVALID_ARG_VALUE', 'options.entryTypes', entryTypes,
                  'options.entryTypes can not set with options.type together');
    }
    const multiple = type === undefined;
    if (this.#multiple !== undefined && this.#multiple !== multiple) {
      const { DOMException } = require('internal/domexception');
      throw new DOMException(
        `PerformanceObserver can not change to ${multiple ? 'multiple observations' : 'single observation'}`,
        'InvalidModificationError');
    }
    this.#multiple = multiple;
    if (multiple) {
      if (!Array.isArray(entryTypes)) {
        throw error('ERR_INVALID_ARG_TYPE', 'options.entryTypes', 'string[]', entryTypes);
      }
      this.#types.clear();
      for (let i = 0; i < entryTypes.length; i++) {
        if (kSupported.includes(entryTypes[i])) this.#types.add(entryTypes[i]);
      }
    } else {
      if (!kSupported.includes(type)) return;
      this.#types.add(type);
      if (buffered) {
        this.#entries.push(...timeline.entries(undefined, type));
        schedule(this.#dispatch);
      }
    }
    if (this.#types.size > 0) timeline.observers.add(this.#accept);
    else this.disconnect();
  }

  disconnect() {
    timeline.observers.delete(this.#accept);
    pending.delete(this.#dispatch);
    this.#entries = [];
    this.#types.clear();
    this.#multiple = undefined;
  }

  takeRecords() {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  static get supportedEntryTypes() {
    return kSupported;
  }

  [kInspect](depth, options, inspect) {
    if (depth < 0) return this;
    return inspectAs('PerformanceObserver', {
      connected: timeline.observers.has(this.#accept),
      pending: pending.has(this.#dispatch),
      entryTypes: [...this.#types],
      buffer: this.#entries,
    }, depth, options, inspect);
  }
}
enumerable(PerformanceObserver.prototype, ['observe', 'disconnect', 'takeRecords'], 'PerformanceObserver');

module.exports = { PerformanceObserver, PerformanceObserverEntryList };
