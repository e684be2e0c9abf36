// internal/perf/performance_entry - PerformanceEntry and the entries that Node makes itself.
'use strict';

const { error } = internalBinding('errors');

const kConstruct = Symbol('kConstruct');
const kName = Symbol('PerformanceEntry.Name');
const kEntryType = Symbol('PerformanceEntry.EntryType');
const kStartTime = Symbol('PerformanceEntry.StartTime');
const kDuration = Symbol('PerformanceEntry.Duration');
const kDetail = Symbol('NodePerformanceEntry.Detail');

function field(entry, key, what = 'PerformanceEntry') {
  const value = entry?.[key];
  if (value === undefined && !(entry !== null && typeof entry === 'object' && key in entry)) {
    throw error('ERR_INVALID_THIS', what);
  }
  return value;
}

function enumerable(proto, names, tag) {
  for (let i = 0; i < names.length; i++) {
    Object.defineProperty(proto, names[i], { __proto__: null, enumerable: true });
  }
  if (tag !== undefined) {
    Object.defineProperty(proto, Symbol.toStringTag, { __proto__: null, configurable: true, value: tag });
  }
}

class PerformanceEntry {
  constructor(key = undefined, name = undefined, type = undefined, start = undefined, duration = undefined) {
    if (key !== kConstruct) throw error('ERR_ILLEGAL_CONSTRUCTOR');
    this[kName] = name;
    this[kEntryType] = type;
    this[kStartTime] = start;
    this[kDuration] = duration;
  }

  get name() {
    return field(this, kName);
  }

  get entryType() {
    return field(this, kEntryType);
  }

  get startTime() {
    return field(this, kStartTime);
  }

  get duration() {
    return field(this, kDuration);
  }

  toJSON() {
    return {
      name: field(this, kName), entryType: this[kEntryType], startTime: this[kStartTime], duration: this[kDuration],
    };
  }

  [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect = internalBinding('util').inspect) {
    if (depth < 0) return this;
    const inner = options.depth == null ? null : options.depth - 1;
    return `${this.constructor.name} ${inspect(this.toJSON(), { ...options, depth: inner })}`;
  }
}
enumerable(PerformanceEntry.prototype, ['name', 'entryType', 'startTime', 'duration', 'toJSON']);

// An entry of Node's own types ('function', 'http', …), with a detail.
class PerformanceNodeEntry extends PerformanceEntry {
  constructor(name, type, start, duration, detail) {
    super(kConstruct, name, type, start, duration);
    this[kDetail] = detail;
  }

  get detail() {
    return field(this, kDetail, 'NodePerformanceEntry');
  }

  toJSON() {
    return { ...super.toJSON(), detail: this[kDetail] };
  }
}

module.exports = { PerformanceEntry, PerformanceNodeEntry, enumerable, field, kConstruct, kName };
