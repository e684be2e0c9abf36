// A program with commands, types, aliases, validation and help.
import yargs from 'yargs';

const build = () => yargs([])
  .scriptName('tool')
  .command('serve [port]', 'start it', (y) => y.positional('port', { describe: 'where', default: 5000, type: 'number' }), (argv) => {
    console.log('serve', argv.port, argv.verbose, argv._);
  })
  .command(['list', 'ls'], 'list things', (y) => y.option('long', { type: 'boolean', alias: 'l' }), (argv) => console.log('list', argv.long))
  .option('verbose', { alias: 'v', type: 'count', description: 'say more' })
  .option('size', { choices: ['s', 'm', 'l'], default: 'm' })
  .option('tag', { array: true, type: 'string' })
  .demandCommand(1, 'name a command')
  .strict()
  .wrap(80)
  .exitProcess(false)
  .fail((message, error, y) => console.log('fail:', message ?? error.message));

for (const args of ['serve', 'serve 80 -vv', 'ls -l', 'list --tag a b --size l', 'serve --size x', 'unknown', '', '--help', 'serve --help']) {
  console.log('$', args);
  try {
    await build().parse(args, (error, argv, output) => {
      if (output) console.log(output);
      if (argv) console.log(JSON.stringify(argv));
    });
  } catch (error) {
    console.log('thrown', error.message);
  }
}
