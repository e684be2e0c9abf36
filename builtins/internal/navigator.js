// internal/navigator - the global navigator.
'use strict';

const { error } = internalBinding('errors');

const kInitialize = Symbol('kInitialize');
const { arch, platform, version } = process;

function getNavigatorPlatform(arch, platform) {
  if (platform === 'darwin') return 'MacIntel';
  if (platform === 'win32') return 'Win32';
  const names = { freebsd: 'FreeBSD', linux: 'Linux', openbsd: 'OpenBSD', sunos: 'SunOS' };
  if (platform === 'aix') return 'AIX';
  const machine = { ia32: platform === 'linux' ? 'i686' : 'i386', x64: platform === 'linux' ? 'x86_64' : 'amd64' };
  if (names[platform] === undefined) return `${platform[0].toUpperCase()}${platform.slice(1)} ${arch}`;
  return `${names[platform]} ${machine[arch] || arch}`;
}

class Navigator {
  #languages;

  constructor() {
    if (arguments[0] !== kInitialize) throw error('ERR_ILLEGAL_CONSTRUCTOR');
  }

  get hardwareConcurrency() {
    this.#languages;
    return internalBinding('os').getAvailableParallelism();
  }

  get language() {
    this.#languages;
    return 'en-US';
  }

  get languages() {
    this.#languages ??= Object.freeze([this.language]);
    return this.#languages;
  }

  get userAgent() {
    this.#languages;
    return `Node.js/${version.slice(1, version.indexOf('.'))}`;
  }

  get platform() {
    this.#languages;
    return getNavigatorPlatform(arch, platform);
  }
}

for (const name of ['hardwareConcurrency', 'language', 'languages', 'userAgent', 'platform']) {
  Object.defineProperty(Navigator.prototype, name, { enumerable: true });
}

module.exports = { getNavigatorPlatform, navigator: new Navigator(kInitialize), Navigator };
