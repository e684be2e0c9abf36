// node:worker_threads - where this thread stands: it is the main thread.
'use strict';

const environment = new Map();

function setEnvironmentData(key, value) {
  if (value === undefined) environment.delete(key);
  else environment.set(key, value);
}

function getEnvironmentData(key) {
  return environment.get(key);
}

const messaging = () => require('internal/worker/messaging');

module.exports = {
  isInternalThread: false,
  isMainThread: true,
  resourceLimits: {},
  threadId: 0,
  threadName: '',
  SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
  parentPort: null,
  workerData: null,
  setEnvironmentData,
  getEnvironmentData,
  receiveMessageOnPort: (port) => messaging().receiveMessageOnPort(port),
};
for (const name of ['BroadcastChannel', 'MessageChannel', 'MessagePort']) {
  Object.defineProperty(module.exports, name, { configurable: true, enumerable: true, get: () => messaging()[name] });
}
