// internal/perf/timeline - the buffers of performance entries, and the observers that get a copy.
'use strict';

const kWarnSize = 1e6;
const kClearers = { __proto__: null, mark: 'performance.clearMarks', measure: 'performance.clearMeasures' };

const buffers = { __proto__: null, mark: [], measure: [], resource: [] };
const warned = new Set();
const observers = new Set();
let resourceLimit = 250;
let overflow = [];
let overflowing = false;

const byStart = (a, b) => a.startTime - b.startTime;

exports.observers = observers;

// Gives an entry to the observers of its type.
exports.enqueue = function enqueue(entry) {
  for (const observer of observers) observer(entry);
};

exports.buffer = function buffer(entry) {
  const type = entry.entryType;
  const list = buffers[type];
  list.push(entry);
  if (list.length > kWarnSize && !warned.has(type)) {
    warned.add(type);
    const w = new Error(
      `Possible perf_hooks memory leak detected. ${list.length} ${type} entries added to the global performance entry ` +
      `buffer. Use ${kClearers[type]} to clear the buffer.`);
    w.name = 'MaxPerformanceEntryBufferExceededWarning';
    w.entryType = type;
    w.count = list.length;
    process.emitWarning(w);
  }
};

// Beyond the limit entries wait, while the program gets an event and the chance to make room.
exports.bufferResource = function bufferResource(entry) {
  if (buffers.resource.length < resourceLimit && !overflowing) {
    buffers.resource.push(entry);
    return;
  }
  overflow.push(entry);
  if (overflowing) return;
  overflowing = true;
  setImmediate(() => {
    const { Event, kTrustEvent } = require('internal/event_target');
    const { performance } = require('internal/perf/performance');
    while (overflow.length > 0) {
      const before = overflow.length;
      performance.dispatchEvent(new Event('resourcetimingbufferfull', { [kTrustEvent]: true }));
      const room = Math.max(Math.min(resourceLimit - buffers.resource.length, overflow.length), 0);
      buffers.resource.push(...overflow.splice(0, room));
      if (before <= overflow.length) overflow = [];
    }
    overflowing = false;
  });
};

exports.setResourceLimit = function setResourceLimit(limit) {
  resourceLimit = limit;
};

exports.clear = function clear(type, name) {
  buffers[type] = name === undefined ? [] : buffers[type].filter((entry) => entry.name !== name);
};

exports.entries = function entries(name, type) {
  let list = type === undefined ? [...buffers.mark, ...buffers.measure, ...buffers.resource] : buffers[type] ?? [];
  list = name === undefined ? list.slice() : list.filter((entry) => entry.name === name);
  return list.sort(byStart);
};

exports.byStart = byStart;
