// Peak memory of a script that does nothing else.
console.log(JSON.stringify({ name: 'peak memory', value: process.resourceUsage().maxRSS / 1024, unit: 'MiB' }));
