// A program with sub-commands, options, defaults, choices and help.
'use strict';
const { Command, Option } = require('commander');

const program = new Command('tool');
program.version('1.2.3').description('a tool').option('-v, --verbose', 'say more').exitOverride();
program.command('add <first> [rest...]').description('add numbers').option('-b, --base <n>', 'radix', '10')
  .action((first, rest, options, command) => {
    const sum = [first, ...rest].reduce((total, text) => total + parseInt(text, options.base), 0);
    console.log('sum', sum, options, command.parent.opts());
  });
program.command('show').addOption(new Option('-c, --colour <name>', 'colour').choices(['red', 'green']).default('red', 'plain red'))
  .action((options) => console.log('show', options));

for (const args of [['-v', 'add', '1', '2', '3'], ['add', '-b', '16', 'ff'], ['show', '--colour', 'green'], ['show', '-c', 'blue'], ['--help'], ['add', '--help'], ['nope'], ['add'], ['--version']]) {
  console.log('$', args.join(' '));
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    console.log(error.code, error.exitCode, error.message);
  }
}
