// internal/tty - how many colours a terminal shows, as its environment says.
'use strict';

const { validateInteger } = internalBinding('validators');

// Bits of colour depth.
const kNone = 1;
const k16 = 4;
const k256 = 8;
const k16m = 24;

const ciServices = {
  APPVEYOR: k256, BUILDKITE: k256, CIRCLECI: k16m, DRONE: k256,
  GITEA_ACTIONS: k16m, GITHUB_ACTIONS: k16m, GITLAB_CI: k256, TRAVIS: k256,
};
const trueColourTerms = ['mosh', 'rxvt-unicode-24bit', 'terminator', 'xterm-kitty'];
const colourTerms = ['eterm', 'cons25', 'console', 'cygwin', 'dtterm', 'gnome', 'hurd', 'jfbterm', 'konsole', 'kterm', 'mlterm', 'putty', 'st'];
const colourFamilies = /ansi|color|linux|direct|^con[0-9]*x[0-9]|^rxvt|^screen|^xterm|^vt100|^vt220/;

const isSet = (value) => value !== undefined && value !== '';
let warned = false;

function warnOfIgnored(env) {
  if (warned) return;
  const ignored = ['NODE_DISABLE_COLORS', 'NO_COLOR'].filter((name) => isSet(env[name]));
  if (ignored.length === 0) return;
  warned = true;
  process.emitWarning(`The '${ignored.join("' and '")}' env is ignored due to the 'FORCE_COLOR' env being set.`, 'Warning');
}

function forced(env) {
  const depth = { '': k16, '1': k16, 'true': k16, '2': k256, '3': k16m }[env.FORCE_COLOR];
  if (depth === undefined) return kNone;
  warnOfIgnored(env);
  return depth;
}

function ofCi(env) {
  for (const name of Object.keys(ciServices)) {
    if (name in env) return ciServices[name];
  }
  return env.CI_NAME === 'codeship' ? k256 : kNone;
}

function ofProgram(env) {
  switch (env.TERM_PROGRAM) {
    case 'iTerm.app':
      return !env.TERM_PROGRAM_VERSION || /^[0-2]\./.test(env.TERM_PROGRAM_VERSION) ? k256 : k16m;
    case 'HyperTerm':
    case 'MacTerm':
      return k16m;
    case 'Apple_Terminal':
      return k256;
  }
}

function ofTerm(term) {
  if (/truecolor/.test(term)) return k16m;
  if (/^xterm-256/.test(term)) return k256;
  const name = term.toLowerCase();
  if (trueColourTerms.includes(name)) return k16m;
  if (colourTerms.includes(name) || colourFamilies.test(name)) return k16;
}

// writeStream.getColorDepth(env)
function getColorDepth(env = process.env) {
  if (env.FORCE_COLOR !== undefined) return forced(env);
  if (isSet(env.NODE_DISABLE_COLORS) || isSet(env.NO_COLOR) || env.TERM === 'dumb') return kNone;
  if (env.TMUX) return k16m;
  if ('TF_BUILD' in env && 'AGENT_NAME' in env) return k16;
  if ('CI' in env) return ofCi(env);
  if ('TEAMCITY_VERSION' in env) return /^(9\.(0*[1-9]\d*)\.|\d{2,}\.)/.test(env.TEAMCITY_VERSION) ? k16 : kNone;
  const byProgram = ofProgram(env);
  if (byProgram !== undefined) return byProgram;
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return k16m;
  const byTerm = env.TERM ? ofTerm(env.TERM) : undefined;
  return byTerm ?? (env.COLORTERM ? k16 : kNone);
}

// writeStream.hasColors(count, env)
function hasColors(count, env) {
  if (env === undefined && (count === undefined || (typeof count === 'object' && count !== null))) {
    env = count;
    count = 16;
  } else {
    validateInteger(count, 'count', 2);
  }
  return count <= 2 ** getColorDepth(env);
}

module.exports = { getColorDepth, hasColors };
