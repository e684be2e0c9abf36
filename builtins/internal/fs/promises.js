// internal/fs/promises - node:fs/promises. Nearly all of it is native; JS adds FileHandles, signals and iterables.
'use strict';

const binding = internalBinding('fs');
const native = binding.promises;

let handles;
function fileHandles() {
  handles ??= require('internal/fs/file_handle');
  return handles;
}

function isHandle(value) {
  return handles !== undefined && value instanceof handles.FileHandle;
}

async function open(path, flags, mode) {
  const fd = await native.open(path, flags, mode);
  return new (fileHandles().FileHandle)(fd);
}

function readFile(path, options) {
  if (isHandle(path)) return path.readFile(options);
  if (options?.signal !== undefined) return require('internal/fs/signal').readFile(path, options);
  return native.readFile(path, options);
}

function isPlainData(data) {
  return typeof data === 'string' || ArrayBuffer.isView(data) || data === null || typeof data !== 'object' ||
    (typeof data[Symbol.asyncIterator] !== 'function' && typeof data[Symbol.iterator] !== 'function');
}

function writeFile(path, data, options) {
  if (isHandle(path)) return path.writeFile(data, options);
  if (options?.signal === undefined && isPlainData(data)) return native.writeFile(path, data, options);
  return require('internal/fs/signal').writeFile(path, data, options);
}

function appendFile(path, data, options) {
  if (isHandle(path)) return path.appendFile(data, options);
  return native.appendFile(path, data, options);
}

async function truncate(path, length = 0) {
  return native.truncate(path, length);
}

async function mkdtempDisposable(prefix, options) {
  const path = await native.mkdtemp(prefix, options);
  const absolute = require('path').resolve(path);
  let removed = false;
  async function remove() {
    if (removed) return;
    removed = true;
    await native.rm(absolute, { maxRetries: 0, recursive: true, force: true, retryDelay: 0 });
  }
  return { __proto__: null, path, remove, async [Symbol.asyncDispose]() { await remove(); } };
}

exports.exports = {
  access: native.access,
  copyFile: native.copyFile,
  cp(source, target, options) { return require('internal/fs/cp').cp(source, target, options); },
  glob(pattern, options) { return require('internal/fs/glob').globPromise(pattern, options); },
  open,
  opendir(path, options) { return require('internal/fs/dir').opendirPromise(path, options); },
  rename: native.rename,
  truncate,
  rm: native.rm,
  rmdir: native.rmdir,
  mkdir: native.mkdir,
  readdir: native.readdir,
  readlink: native.readlink,
  symlink: native.symlink,
  lstat: native.lstat,
  stat: native.stat,
  statfs: native.statfs,
  link: native.link,
  unlink: native.unlink,
  chmod: native.chmod,
  lchown: native.lchown,
  chown: native.chown,
  utimes: native.utimes,
  lutimes: native.lutimes,
  realpath: native.realpath,
  mkdtemp: native.mkdtemp,
  mkdtempDisposable,
  writeFile,
  appendFile,
  readFile,
  watch(filename, options) { return require('internal/fs/watchers').watchPromise(filename, options); },
  constants: binding.constants,
};
