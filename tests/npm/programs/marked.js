// Renders the largest Markdown texts of the installed packages, a third of a megabyte, to HTML.
'use strict';
const fs = require('fs');
const path = require('path');
const { marked } = require('marked');

const folder = path.join(__dirname, '..', 'node_modules');
const files = ['prettier/THIRD-PARTY-NOTICES.md', 'handlebars/release-notes.md', 'commander/Readme.md', 'marked/README.md'];
for (const file of files) {
  const text = fs.readFileSync(path.join(folder, file), 'utf8');
  console.log(file, text.length);
  console.log(marked.parse(text));
}
