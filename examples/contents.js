#!/usr/bin/env ouro
// Prints the table of contents of a Markdown file, with the number of words below each heading.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const file = process.argv[2];
if (file === undefined) {
  console.error('usage: contents.js FILE.md');
  process.exit(2);
}

const sections = [];
let fenced = false;
for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
  if (line.startsWith('```')) fenced = !fenced;
  const heading = fenced ? null : /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) {
    sections.push({ level: heading[1].length, title: heading[2], words: 0 });
  } else if (sections.length > 0) {
    sections[sections.length - 1].words += line.split(/\s+/).filter(Boolean).length;
  }
}

console.log(`${path.basename(file)}: ${sections.length} sections`);
for (const { level, title, words } of sections) {
  console.log(`${'  '.repeat(level)}${title} (${words} words)`);
}
