// internal/perf/usertiming - performance.mark() and measure().
'use strict';

const { error } = internalBinding('errors');
const { validateNumber, validateObject } = internalBinding('validators');
const { now } = internalBinding('performance');
const { PerformanceEntry, enumerable, field, kConstruct } = require('internal/perf/performance_entry');
const timeline = require('internal/perf/timeline');

const kDetail = Symbol('kDetail');
const kMilestones = new Set(['nodeStart', 'v8Start', 'environment', 'loopStart', 'loopExit', 'bootstrapComplete']);
const markTimes = new Map();

class PerformanceMark extends PerformanceEntry {
  constructor(name, options = undefined) {
    if (arguments.length === 0) throw error('ERR_MISSING_ARGS', 'name');
    name = `${name}`;
    if (kMilestones.has(name)) throw error('ERR_INVALID_ARG_VALUE', 'name', name);
    if (options != null) validateObject(options, 'options');
    const startTime = options?.startTime ?? now();
    validateNumber(startTime, 'startTime');
    if (startTime < 0) throw error('ERR_PERFORMANCE_INVALID_TIMESTAMP', startTime);
    markTimes.set(name, startTime);
    const detail = options?.detail;
    super(kConstruct, name, 'mark', startTime, 0);
    this[kDetail] = detail != null ? structuredClone(detail) : null;
  }

  get detail() {
    return field(this, kDetail, 'PerformanceMark');
  }

  toJSON() {
    return { ...super.toJSON(), detail: this[kDetail] };
  }
}
enumerable(PerformanceMark.prototype, ['detail'], 'PerformanceMark');

class PerformanceMeasure extends PerformanceEntry {
  constructor(key = undefined, name = undefined, start = undefined, duration = undefined, detail = undefined) {
    super(key, name, 'measure', start, duration);
    this[kDetail] = detail;
  }

  get detail() {
    return field(this, kDetail, 'PerformanceMeasure');
  }

  toJSON() {
    return { ...super.toJSON(), detail: this[kDetail] };
  }
}
enumerable(PerformanceMeasure.prototype, ['detail'], 'PerformanceMeasure');

function timeOf(mark) {
  if (mark === undefined) return undefined;
  if (typeof mark === 'number') {
    if (mark < 0) throw error('ERR_PERFORMANCE_INVALID_TIMESTAMP', mark);
    return mark;
  }
  const name = `${mark}`;
  if (kMilestones.has(name)) return require('internal/perf/node_timing').nodeTiming[name];
  const time = markTimes.get(name);
  if (time === undefined) {
    const { DOMException } = require('internal/domexception');
    throw new DOMException(`The "${name}" performance mark has not been set`, 'SyntaxError');
  }
  return time;
}

// Start and duration, from two of start, end and duration.
function interval(startOrOptions, endMark) {
  startOrOptions ??= 0;
  let start;
  let end;
  let duration;
  let fromOptions = false;
  if (typeof startOrOptions === 'object') {
    ({ start, end, duration } = startOrOptions);
    fromOptions = start !== undefined || end !== undefined;
  }
  if (fromOptions) {
    if (endMark !== undefined) throw error('ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS', 'endMark must not be specified');
    if (start !== undefined && end !== undefined && duration !== undefined) {
      throw error('ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS',
                  'Must not have options.start, options.end, and options.duration specified');
    }
  }
  let endTime;
  if (endMark !== undefined) endTime = timeOf(endMark);
  else if (fromOptions && end !== undefined) endTime = timeOf(end);
  else if (fromOptions && start !== undefined && duration !== undefined) endTime = timeOf(start) + timeOf(duration);
  else endTime = now();
  let startTime = 0;
  if (typeof startOrOptions === 'string') startTime = timeOf(startOrOptions);
  else if (fromOptions && start !== undefined) startTime = timeOf(start);
  else if (fromOptions && end !== undefined && duration !== undefined) startTime = endTime - timeOf(duration);
  return { startTime, duration: endTime - startTime };
}

exports.mark = function mark(name, options) {
  const entry = new PerformanceMark(name, options);
  timeline.enqueue(entry);
  timeline.buffer(entry);
  return entry;
};

exports.measure = function measure(name, startOrOptions, endMark) {
  internalBinding('validators').validateString(name, 'name');
  const { startTime, duration } = interval(startOrOptions, endMark);
  let detail = startOrOptions?.detail;
  detail = detail != null ? structuredClone(detail) : null;
  const entry = new PerformanceMeasure(kConstruct, name, startTime, duration, detail);
  timeline.enqueue(entry);
  timeline.buffer(entry);
  return entry;
};

exports.clearMarks = function clearMarks(name) {
  if (name === undefined) {
    markTimes.clear();
  } else {
    if (kMilestones.has(name)) throw error('ERR_INVALID_ARG_VALUE', 'name', name);
    markTimes.delete(name);
  }
  timeline.clear('mark', name);
};

exports.PerformanceMark = PerformanceMark;
exports.PerformanceMeasure = PerformanceMeasure;
