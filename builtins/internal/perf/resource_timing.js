// internal/perf/resource_timing - PerformanceResourceTiming, the entries that fetch makes.
'use strict';

const { error } = internalBinding('errors');
const { PerformanceEntry, enumerable, field, kConstruct } = require('internal/perf/performance_entry');
const timeline = require('internal/perf/timeline');

const kInfo = Symbol('kTimingInfo');

class PerformanceResourceTiming extends PerformanceEntry {
  constructor(key = undefined, info = undefined) {
    super(key, info?.url, 'resource', info?.timing.startTime, info && info.timing.endTime - info.timing.startTime);
    this[kInfo] = info;
  }

  // The name, start and duration are those of the base class; these are the accessors of one's own.
  get initiatorType() {
    return infoOf(this).initiatorType;
  }

  get transferSize() {
    const { cacheMode, timing } = infoOf(this);
    if (cacheMode === 'local') return 0;
    // The standard counts headers as 300 bytes.
    return cacheMode === 'validated' ? 300 : timing.encodedBodySize + 300;
  }

  get deliveryType() {
    return infoOf(this).deliveryType;
  }

  get responseStatus() {
    return infoOf(this).responseStatus;
  }

  toJSON() {
    const json = super.toJSON();
    infoOf(this);
    for (const name of kOrder) json[name] = this[name];
    return json;
  }
}

function infoOf(entry) {
  return field(entry, kInfo, 'PerformanceResourceTiming');
}

// Accessors that only read a field of the timing info, or of the connection's part of it.
const kTimes = {
  __proto__: null,
  workerStart: 'finalServiceWorkerStartTime',
  redirectStart: 'redirectStartTime',
  redirectEnd: 'redirectEndTime',
  fetchStart: 'postRedirectStartTime',
  requestStart: 'finalNetworkRequestStartTime',
  responseStart: 'finalNetworkResponseStartTime',
  responseEnd: 'endTime',
  encodedBodySize: 'encodedBodySize',
  decodedBodySize: 'decodedBodySize',
};
const kConnection = {
  __proto__: null,
  domainLookupStart: 'domainLookupStartTime',
  domainLookupEnd: 'domainLookupEndTime',
  connectStart: 'connectionStartTime',
  connectEnd: 'connectionEndTime',
  secureConnectionStart: 'secureConnectionStartTime',
  nextHopProtocol: 'ALPNNegotiatedProtocol',
};
const kOrder = [
  'initiatorType', 'nextHopProtocol', 'workerStart', 'redirectStart', 'redirectEnd', 'fetchStart', 'domainLookupStart',
  'domainLookupEnd', 'connectStart', 'connectEnd', 'secureConnectionStart', 'requestStart', 'responseStart',
  'responseEnd', 'transferSize', 'encodedBodySize', 'decodedBodySize', 'deliveryType', 'responseStatus',
];

function accessor(name, read) {
  Object.defineProperty(PerformanceResourceTiming.prototype, name, {
    __proto__: null,
    get: Object.getOwnPropertyDescriptor({ get [name]() {
      return read(infoOf(this).timing);
    } }, name).get,
    set: undefined,
    enumerable: true,
    configurable: true,
  });
}
for (const name in kTimes) accessor(name, (timing) => timing[kTimes[name]]);
for (const name in kConnection) accessor(name, (timing) => timing.finalConnectionTimingInfo?.[kConnection[name]]);
enumerable(PerformanceResourceTiming.prototype, [...kOrder, 'toJSON'], 'PerformanceResourceTiming');

exports.PerformanceResourceTiming = PerformanceResourceTiming;
exports.markResourceTiming = function markResourceTiming(
  timing, url, initiatorType, global, cacheMode, bodyInfo, responseStatus, deliveryType = '') {
  if (cacheMode !== '' && cacheMode !== 'local') {
    throw error('ERR_INVALID_ARG_VALUE', 'cacheMode', cacheMode, "must be an empty string or 'local'");
  }
  const entry = new PerformanceResourceTiming(
    kConstruct, { timing, url, initiatorType, cacheMode, responseStatus, deliveryType });
  timeline.enqueue(entry);
  timeline.bufferResource(entry);
  return entry;
};
