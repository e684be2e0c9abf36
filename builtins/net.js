// node:net - see ARCHITECTURE.md for what stands beside it.
'use strict';
// node:net - sockets, so far over handles and descriptors that exist already; addresses.

const { isIP } = internalBinding('net');
const { validateBoolean, validateInt32 } = internalBinding('validators');

let autoSelectFamily = true;
let autoSelectFamilyAttemptTimeout = 250;

function isIPv4(input) {
  return isIP(input) === 4;
}

function isIPv6(input) {
  return isIP(input) === 6;
}

function getDefaultAutoSelectFamily() {
  return autoSelectFamily;
}

function setDefaultAutoSelectFamily(value) {
  validateBoolean(value, 'value');
  autoSelectFamily = value;
}

function getDefaultAutoSelectFamilyAttemptTimeout() {
  return autoSelectFamilyAttemptTimeout;
}

function setDefaultAutoSelectFamilyAttemptTimeout(value) {
  validateInt32(value, 'value', 1);
  autoSelectFamilyAttemptTimeout = value < 10 ? 10 : value;
}

module.exports = {
  isIP,
  isIPv4,
  isIPv6,
  get Socket() {
    return require('internal/net/socket');
  },
  get Stream() {
    return require('internal/net/socket');
  },
  getDefaultAutoSelectFamily,
  setDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
};
