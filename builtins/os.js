// node:os - facts about the machine; numbers and names come from the binding.
'use strict';

const binding = internalBinding('os');
const { validateInt32 } = internalBinding('validators');

// Used as a function's Symbol.toPrimitive, so `${os.hostname}` is `os.hostname()`.
function toPrimitive() {
  return this();
}

function arch() {
  return process.arch;
}

function platform() {
  return process.platform;
}

function endianness() {
  return binding.endianness;
}

function homedir() {
  const home = process.env.HOME;
  return home === undefined ? binding.getHomeDirectory() : home;
}

function tmpdir() {
  const { TMPDIR, TMP, TEMP } = process.env;
  const path = TMPDIR || TMP || TEMP || '/tmp';
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function getPriority(pid) {
  if (pid === undefined) pid = 0;
  else validateInt32(pid, 'pid');
  return binding.getPriority(pid);
}

function setPriority(pid, priority) {
  if (priority === undefined) {
    priority = pid;
    pid = 0;
  }
  validateInt32(pid, 'pid');
  validateInt32(priority, 'priority', -20, 19);
  binding.setPriority(pid, priority);
}

function userInfo(options) {
  const encoding = options === null || typeof options !== 'object' ? undefined : options.encoding;
  const user = binding.getUserInfo(encoding);
  if (encoding === 'buffer') {
    const { Buffer } = require('buffer');
    for (const name of ['username', 'homedir', 'shell']) user[name] = Buffer.from(user[name].buffer);
  }
  return user;
}

const os = {
  arch,
  availableParallelism: binding.getAvailableParallelism,
  cpus: binding.getCPUs,
  endianness,
  freemem: binding.getFreeMem,
  getPriority,
  homedir,
  hostname: binding.getHostname,
  loadavg: binding.getLoadAvg,
  networkInterfaces: binding.getInterfaceAddresses,
  platform,
  release: binding.getOSRelease,
  setPriority,
  tmpdir,
  totalmem: binding.getTotalMem,
  type: binding.getOSType,
  userInfo,
  uptime: binding.getUptime,
  version: binding.getOSVersion,
  machine: binding.getMachine,
};

for (const name of ['arch', 'availableParallelism', 'endianness', 'freemem', 'homedir', 'hostname', 'machine',
  'platform', 'release', 'tmpdir', 'totalmem', 'type', 'uptime', 'version']) {
  os[name][Symbol.toPrimitive] = toPrimitive;
}

let constants;

Object.defineProperties(os, {
  // Some 150 properties, made when they are first looked at.
  constants: {
    enumerable: true,
    get() {
      if (constants === undefined) {
        constants = internalBinding('constants').os;
        Object.freeze(constants.signals);
      }
      return constants;
    },
  },
  EOL: { configurable: true, enumerable: true, value: '\n' },
  devNull: { configurable: true, enumerable: true, value: '/dev/null' },
});

module.exports = os;
