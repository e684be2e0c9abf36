// internal/util/system_error - names and messages of system errors, and exceptions made of them.
'use strict';

const { error } = internalBinding('errors');
const { validateNumber } = internalBinding('validators');
const uv = internalBinding('uv');

function validateErrno(err) {
  validateNumber(err, 'err');
  if (err >= 0 || !Number.isSafeInteger(err)) throw error('ERR_OUT_OF_RANGE', 'err', 'a negative integer', err);
}

function getSystemErrorMap() {
  return uv.getErrorMap();
}

function getSystemErrorName(err) {
  validateErrno(err);
  return uv.errname(err);
}

function getSystemErrorMessage(err) {
  validateErrno(err);
  const entry = uv.getErrorMap().get(err);
  return entry ? entry[1] : `Unknown system error ${err}`;
}

function named(err, syscall, detail) {
  const code = Number.isInteger(err) && err < 0 ? getSystemErrorName(err) : `Unknown system error ${err}`;
  const failure = new Error(`${syscall} ${code}${detail}`);
  failure.errno = err;
  failure.code = code;
  failure.syscall = syscall;
  return failure;
}

function _errnoException(err, syscall, original) {
  const failure = named(err, syscall, original ? ` ${original}` : '');
  Error.captureStackTrace(failure, _errnoException);
  return failure;
}

function _exceptionWithHostPort(err, syscall, address, port, additional) {
  let detail = '';
  if (port && port > 0) detail = ` ${address}:${port}`;
  else if (address) detail = ` ${address}`;
  if (additional) detail += ` - Local (${additional})`;
  const failure = named(err, syscall, detail);
  failure.address = address;
  if (port) failure.port = port;
  Error.captureStackTrace(failure, _exceptionWithHostPort);
  return failure;
}

module.exports = { _errnoException, _exceptionWithHostPort, getSystemErrorMap, getSystemErrorMessage, getSystemErrorName };
