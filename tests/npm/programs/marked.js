// Renders every Markdown file of the installed packages, several hundred kilobytes, to HTML.
'use strict';
const fs = require('fs');
const path = require('path');
const { marked } = require('marked');

function collect(dir, found) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(dir, entry.name);
    if (entry.isDirectory()) collect(file, found);
    else if (entry.name.endsWith('.md')) found.push(file);
  }
  return found;
}

const files = collect(path.join(__dirname, '..', 'node_modules'), []);
const text = files.map((file) => fs.readFileSync(file, 'utf8')).join('\n\n');
console.log(files.length, text.length);
console.log(marked.parse(text));
