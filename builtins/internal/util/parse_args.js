// internal/util/parse_args - util.parseArgs: tokens first, then values and positionals made from them.
'use strict';

const { error } = internalBinding('errors');
const {
  validateArray, validateBoolean, validateBooleanArray, validateObject, validateString, validateStringArray, validateUnion,
} = internalBinding('validators');

const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

function mainArgs() {
  const { option } = internalBinding('process_methods');
  const evaluates = option('eval') !== undefined || option('print') !== undefined;
  return process.argv.slice(evaluates ? 1 : 2);
}

class Tokenizer {
  constructor(args, options) {
    this.args = args.slice();
    this.options = options;
    this.tokens = [];
    this.index = -1;
    // How many of the next arguments were split off from a group such as -abc and count as one.
    this.grouped = 0;
  }

  takesValue(name) {
    return own(own(this.options, name) ?? {}, 'type') === 'string';
  }

  longName(short) {
    for (const name of Object.keys(this.options)) {
      if (own(this.options[name], 'short') === short) return name;
    }
    return short;
  }

  option(name, rawName, value, inlineValue) {
    this.tokens.push({ kind: 'option', name, rawName, index: this.index, value, inlineValue });
  }

  // An option that may take the next argument as its value.
  optionBefore(name, rawName) {
    if (!this.takesValue(name) || this.args.length === 0 || this.args[0] == null) {
      this.option(name, rawName, undefined, undefined);
      return;
    }
    this.option(name, rawName, this.args.shift(), false);
    this.index++;
  }

  shorts(arg) {
    const name = this.longName(arg[1]);
    if (arg.length === 2) {
      this.optionBefore(name, arg);
    } else if (this.takesValue(name)) {
      this.option(name, arg.slice(0, 2), arg.slice(2), true);
    } else {
      const expanded = [];
      for (let i = 1; i < arg.length; i++) {
        if (this.takesValue(this.longName(arg[i])) && i < arg.length - 1) {
          expanded.push(`-${arg.slice(i)}`);
          break;
        }
        expanded.push(`-${arg[i]}`);
      }
      this.args.unshift(...expanded);
      this.grouped = expanded.length;
    }
  }

  run() {
    while (this.args.length > 0) {
      const arg = this.args.shift();
      if (this.grouped > 0) this.grouped--;
      else this.index++;
      if (arg === '--') {
        this.tokens.push({ kind: 'option-terminator', index: this.index });
        for (const value of this.args) this.tokens.push({ kind: 'positional', index: ++this.index, value });
        break;
      }
      const equals = arg.indexOf('=', 3);
      if (arg.length > 1 && arg[0] === '-' && arg[1] !== '-') {
        this.shorts(arg);
      } else if (arg.length > 2 && arg.startsWith('--') && equals === -1) {
        this.optionBefore(arg.slice(2), arg);
      } else if (arg.length > 2 && arg.startsWith('--')) {
        const name = arg.slice(2, equals);
        this.option(name, `--${name}`, arg.slice(equals + 1), true);
      } else {
        this.tokens.push({ kind: 'positional', index: this.index, value: arg });
      }
    }
    return this.tokens;
  }
}

function unknownOption(rawName, allowPositionals) {
  const hint = allowPositionals ? '. To specify a positional argument starting with a \'-\', place it at the end of the ' +
    `command after '--', as in '-- ${JSON.stringify(rawName)}` : '';
  return error('ERR_PARSE_ARGS_UNKNOWN_OPTION', `Unknown option '${rawName}'${hint}`);
}

function checkUsage(token, options, config) {
  let { name } = token;
  if (!Object.hasOwn(options, name)) {
    const positive = config.allowNegative && name.startsWith('no-') ? name.slice(3) : undefined;
    if (positive === undefined || own(own(options, positive) ?? {}, 'type') !== 'boolean') {
      throw unknownOption(token.rawName, config.allowPositionals);
    }
    name = positive;
  }
  const short = own(options[name], 'short');
  const type = own(options[name], 'type');
  const shown = `${short ? `-${short}, ` : ''}--${name}`;
  if (type === 'string' && typeof token.value !== 'string') {
    throw error('ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '${shown} <value>' argument missing`);
  }
  if (type === 'boolean' && token.value != null) {
    throw error('ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '${shown}' does not take an argument`);
  }
}

// A value that looks like an option was probably meant as one.
function checkValue({ name, rawName, value, inlineValue }) {
  if (inlineValue || value == null || value.length < 2 || value[0] !== '-') return;
  const example = rawName.startsWith('--') ? `'${rawName}=-XYZ'` : `'--${name}=-XYZ' or '${rawName}-XYZ'`;
  throw error('ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '${rawName}' argument is ambiguous.
Did you forget to specify the option argument for '${rawName}'?
To specify an option argument starting with a dash use ${example}.`);
}

function store(token, options, values, allowNegative) {
  let value = token.value ?? true;
  if (token.name === '__proto__') return;
  if (allowNegative && token.value === undefined && token.name.startsWith('no-')) {
    token.name = token.name.slice(3);
    value = false;
  }
  const { name } = token;
  if (!own(own(options, name) ?? {}, 'multiple')) values[name] = value;
  else if (values[name]) values[name].push(value);
  else values[name] = [value];
}

function validateOption(name, option) {
  validateObject(option, `options.${name}`);
  const type = own(option, 'type');
  validateUnion(type, `options.${name}.type`, ['string', 'boolean']);
  if (Object.hasOwn(option, 'short')) {
    validateString(option.short, `options.${name}.short`);
    if (option.short.length !== 1) {
      throw error('ERR_INVALID_ARG_VALUE', `options.${name}.short`, option.short, 'must be a single character');
    }
  }
  const multiple = own(option, 'multiple');
  if (Object.hasOwn(option, 'multiple')) validateBoolean(multiple, `options.${name}.multiple`);
  const value = own(option, 'default');
  if (value === undefined) return;
  let validate;
  if (type === 'string') validate = multiple ? validateStringArray : validateString;
  else validate = multiple ? validateBooleanArray : validateBoolean;
  validate(value, `options.${name}.default`);
}

function parseArgs(config = {}) {
  const args = own(config, 'args') ?? mainArgs();
  const strict = own(config, 'strict') ?? true;
  const allowPositionals = own(config, 'allowPositionals') ?? !strict;
  const returnTokens = own(config, 'tokens') ?? false;
  const allowNegative = own(config, 'allowNegative') ?? false;
  const options = own(config, 'options') ?? { __proto__: null };
  validateArray(args, 'args');
  validateBoolean(strict, 'strict');
  validateBoolean(allowPositionals, 'allowPositionals');
  validateBoolean(returnTokens, 'tokens');
  validateBoolean(allowNegative, 'allowNegative');
  validateObject(options, 'options');
  for (const name of Object.keys(options)) validateOption(name, options[name]);

  const tokens = new Tokenizer(args, options).run();
  const result = { values: { __proto__: null }, positionals: [] };
  if (returnTokens) result.tokens = tokens;
  for (const token of tokens) {
    if (token.kind === 'option') {
      if (strict) {
        checkUsage(token, options, { allowNegative, allowPositionals });
        checkValue(token);
      }
      store(token, options, result.values, allowNegative);
    } else if (token.kind === 'positional') {
      if (!allowPositionals) {
        throw error('ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL', token.value);
      }
      result.positionals.push(token.value);
    }
  }
  for (const name of Object.keys(options)) {
    const value = own(options[name], 'default');
    if (value !== undefined && result.values[name] === undefined && name !== '__proto__') result.values[name] = value;
  }
  return result;
}

module.exports = { parseArgs };
